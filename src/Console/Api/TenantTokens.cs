using McpService.Console.Sessions;

namespace McpService.Console.Api;

/// <summary>With which token a tenant's routes are asked: a tenant's own, or for the operator one of that tenant, got when it is needed.</summary>
public sealed class TenantTokens(GatewayClient gateway, Session session, TimeProvider time)
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(20);

    private readonly Dictionary<string, (string Text, DateTimeOffset Ends)> _lent = [];

    /// <returns>Null for the token of whoever is signed in.</returns>
    public async Task<string?> OfAsync(string tenantId)
    {
        if (session.Role == Role.Tenant) return null;
        if (_lent.TryGetValue(tenantId, out var lent) && time.GetUtcNow() + Margin < lent.Ends) return lent.Text;

        var token = await gateway.SendAsync<TokenResponse>(HttpMethod.Post, $"api/tenants/{Uri.EscapeDataString(tenantId)}/tokens", null);
        _lent[tenantId] = (token.Token, time.GetUtcNow() + TimeSpan.FromSeconds(token.ExpiresIn));
        return token.Token;
    }

    /// <summary>Another operator may sit down here.</summary>
    public void Forget() => _lent.Clear();
}

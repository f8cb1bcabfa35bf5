namespace McpService.Console.Sessions;

/// <summary>Who is signed in. In this page's memory alone: a reload signs out.</summary>
public sealed class Session
{
    public event Action? Changed;

    /// <summary>Null while nobody is signed in.</summary>
    public Role? Role { get; private set; }

    /// <summary>Bearer token; the key it was got for is forgotten.</summary>
    public string? Token { get; private set; }

    /// <summary>The API key, where the gateway wants it beside the token with every request (TENANT_AUTH=both); null everywhere else, and for the operator.</summary>
    public string? ApiKey { get; private set; }

    /// <summary>The tenant signed in; null for the operator.</summary>
    public string? TenantId { get; private set; }

    /// <summary>The token ended while somebody was at work; the page stays, so that nothing typed is lost.</summary>
    public bool HasEnded { get; private set; }

    public bool IsDark { get; private set; }

    /// <summary>Grows with everybody who signs in or out.</summary>
    public int Turn { get; private set; }

    public void SignIn(Role role, string token, string? tenantId, string? apiKey = null)
    {
        (Role, Token, TenantId, ApiKey, HasEnded, Turn) = (role, token, tenantId, apiKey, false, Turn + 1);
        Changed?.Invoke();
    }

    public void SignOut()
    {
        (Role, Token, TenantId, ApiKey, HasEnded, Turn) = (null, null, null, null, false, Turn + 1);
        Changed?.Invoke();
    }

    /// <summary>The same person with a newer token.</summary>
    public void Renew(string token) => Token = token;

    public void End()
    {
        if (Role is null || HasEnded) return;
        (HasEnded, ApiKey) = (true, null);
        Changed?.Invoke();
    }

    public void SetDark(bool isDark)
    {
        IsDark = isDark;
        Changed?.Invoke();
    }
}

/// <summary>As what somebody is signed in.</summary>
public enum Role
{
    /// <summary>With the admin key: sees every tenant.</summary>
    Operator,

    /// <summary>With an API key: sees its own.</summary>
    Tenant,
}

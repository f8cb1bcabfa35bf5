using System.Text;
using McpService.Application.Upstream;
using McpService.Common.Keys;
using McpService.Common.Time;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Mcp.Relay;
using McpService.Infrastructure.Security.AccessTokens;
using McpService.Infrastructure.Security.ApiKeys;
using Shouldly;

namespace McpService.Common.Fuzzing;

/// <summary>The readers of what proves who asks: nothing damaged opens what is another's.</summary>
internal static class CredentialReaders
{
    public static FuzzedReader ApiKey()
    {
        var key = ApiKeyFormat.Compose("abcdefghijkl", new byte[32]);
        return new FuzzedReader(
            "API key",
            input =>
            {
                var text = Encoding.Latin1.GetString(input);
                if (ApiKeyFormat.KeyIdOf(text) is { } id) text.ShouldContain(id);
                _ = ApiKeyFormat.ClaimedKeyId(text);
            },
            [key, key.ToUpperInvariant()],
            ["mcp_", "_", "\0", "\u00ff", "A", "="]);
    }

    public static async Task<FuzzedReader> TicketAsync()
    {
        var time = new FixedTime();
        var tickets = new SessionTickets(await TestKeys.RingAsync(time), time);
        var target = new UpstreamTarget(Guid.Empty, "tenant-1", new SealedCredential(Guid.Empty, CredentialKind.Token, "blob", ExpiresAt: null), "hubspot", Timeout: null);
        return new FuzzedReader(
            "session ticket",
            input => (tickets.Open(Encoding.Latin1.GetString(input), target, "", isLast: false) ?? "the-session").ShouldBe("the-session"),
            [tickets.Seal("the-session", target, "", tokenExpiresAt: null)],
            [".", "|", "=", "-", "_", "\0", "\u00ff", "v1"]);
    }

    public static async Task<FuzzedReader> TokenAsync()
    {
        var time = new FixedTime();
        var keys = new AccessTokenKeys(await TestKeys.RingAsync(time));
        var verifier = new AccessTokenVerifier(keys, time);
        return new FuzzedReader(
            "access token",
            input => (verifier.Verify(Encoding.Latin1.GetString(input))?.TenantId ?? "tenant-1").ShouldBe("tenant-1"),
            [new AccessTokenIssuer(keys, time).IssueForTenant("tenant-1", "key1", keyExpiresAt: null).Token],
            [".", "..", "eyJhbGciOiJub25lIn0", "=", "\0", "\u00ff", "e30"]);
    }
}

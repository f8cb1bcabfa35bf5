using System.Net.Http.Headers;
using McpService.Domain.Secrets;

namespace McpService.Infrastructure.Security.Credentials;

/// <summary>A bearer token for the upstream.</summary>
/// <param name="value">Goes into the Authorization header.</param>
/// <param name="expiresAt">When it stops to work; null where it does not say.</param>
internal sealed class UpstreamToken(Secret value, DateTimeOffset? expiresAt)
{
    public Secret Value => value;

    public DateTimeOffset? ExpiresAt => expiresAt;

    /// <summary>The Authorization header, made once: a token serves many calls.</summary>
    /// <exception cref="FormatException">No header can carry it.</exception>
    public string Authorization => field ??= new AuthenticationHeaderValue("Bearer", value.Reveal()).ToString();

    public override string ToString() => Secret.Mask;
}

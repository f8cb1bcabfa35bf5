using System.ComponentModel.DataAnnotations;
using System.Net;
using McpService.Application.Auditing;
using McpService.Infrastructure.Settings;

namespace McpService.WebApi.Hosting;

/// <summary>Where the gateway listens, how it is reached from outside, and whom it believes.</summary>
public sealed class ServerOptions : ICheckedSettings
{
    public const string AnyHost = "*";
    public const string LocalHost = "localhost";

    private const int MaxInstanceIdLength = 100;

    /// <summary>TCP port, 0 to 65535; 0 takes any free one. Default 3000.</summary>
    [Setting("PORT"), Range(0, 65535)]
    public int Port { get; set; } = 3000;

    /// <summary>Address to listen on: an IP address, <c>localhost</c>, or <c>*</c> for all. Default all; in development, where the keys are known, localhost.</summary>
    [Setting("HOST", Development = LocalHost)]
    public string Host { get; set; } = AnyHost;

    /// <summary>After SIGTERM, seconds in which the process is not ready any more and still serves, so that load balancers can take it out, 0 to 300. Default 5.</summary>
    [Setting("DRAIN_SECONDS"), Range(0, 300)]
    public int DrainSeconds { get; set; } = 5;

    /// <summary>Connections open at once, 10 to 1,000,000; a further one is closed at once. Default 20,000.</summary>
    [Setting("MAX_CONNECTIONS"), Range(10, 1_000_000)]
    public int MaxConnections { get; set; } = 20_000;

    /// <summary>Proxies in front of the gateway whose <c>X-Forwarded-*</c> headers are believed, 0 to 10 hops. Default 0: none.</summary>
    [Setting("TRUST_PROXY"), Range(0, 10)]
    public int TrustProxy { get; set; }

    /// <summary>Address under which clients reach the gateway; base of <c>mcpUrl</c>, and the only <c>Host</c> taken in production. Default none.</summary>
    [Setting("PUBLIC_URL")]
    public Uri? PublicUrl { get; set; }

    /// <summary>Web origins whose pages may use the MCP endpoint, separated by commas. Default none.</summary>
    [Setting("ALLOWED_ORIGINS")]
    public IReadOnlyList<string> AllowedOrigins { get; set; } = [];

    /// <summary>What a tenant has to show: <c>any</c> credential, or <c>both</c> key and token. Default any.</summary>
    [Setting("TENANT_AUTH")]
    public TenantAuth TenantAuth { get; set; }

    /// <summary>Name of this process among its replicas, at most 100 characters. Default the platform's name for it, else the host name.</summary>
    [Setting("INSTANCE_ID")]
    public string? InstanceId { get; set; }

    /// <summary>Heroku's name for the process, taken when <see cref="InstanceId"/> is not set.</summary>
    [Setting("DYNO")]
    public string? Dyno { get; set; }

    public IEnumerable<string> Faults(bool isDevelopment)
    {
        if (Host is not (AnyHost or LocalHost) && !IPAddress.TryParse(Host, out _))
            yield return "HOST must be an IP address, localhost, or * for every address.";
        if (PublicUrl is not null && !IsWebAddress(PublicUrl))
            yield return "PUBLIC_URL must be an http or https address without user, query and fragment, such as https://mcp.example.com.";
        if (PublicUrl?.AbsolutePath.TrimEnd('/').EndsWith("/mcp", StringComparison.OrdinalIgnoreCase) == true)
            yield return "PUBLIC_URL must be the address of the gateway, without the /mcp that clients add to it.";
        if (AllowedOrigins.Any(o => !IsOrigin(o)))
            yield return "ALLOWED_ORIGINS must list origins such as https://app.example.com (scheme, host and port only), separated by commas.";
        if (InstanceId is { Length: > MaxInstanceIdLength })
            yield return $"INSTANCE_ID must be at most {MaxInstanceIdLength} characters.";
    }

    private static bool IsWebAddress(Uri url) =>
        (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) && url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0;

    /// <summary>Scheme and authority (RFC 6454, 6.1); the scheme may be a browser extension's or a desktop program's own.</summary>
    private static bool IsOrigin(string text)
    {
        if (text.Split("://", 2) is not [var scheme, { Length: > 0 } authority] || !Uri.CheckSchemeName(scheme)) return false;
        if (!Uri.UriSchemeHttp.Equals(scheme, StringComparison.OrdinalIgnoreCase) && !Uri.UriSchemeHttps.Equals(scheme, StringComparison.OrdinalIgnoreCase))
            return authority.All(c => c is > ' ' and <= '~' and not ('/' or '?' or '#' or '@' or '*'));
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && IsWebAddress(url) && string.Equals(url.GetLeftPart(UriPartial.Authority), text, StringComparison.OrdinalIgnoreCase);
    }
}

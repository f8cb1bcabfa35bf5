using System.Security.Cryptography;
using System.Text;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Telemetry;
using McpService.WebApi.Callers;
using McpService.WebApi.Errors;
using Microsoft.Extensions.Options;

namespace McpService.WebApi.Telemetry;

/// <summary>Who may read the metrics. A scraper's token opens nothing else, so that a monitoring system need not hold the operator's key.</summary>
internal sealed class MetricsReaders(IOptions<TelemetryOptions> options, CallerIdentification identification)
{
    private static readonly CallerIsAttribute Operator = new(AuditActor.Admin);

    /// <summary>Why the caller may not read them; null where it may.</summary>
    public async ValueTask<Problem?> RefusalAsync(HttpContext context)
    {
        if (options.Value.MetricsAnonymous) return null;

        var presented = PresentedCredentials.Of(context.Request.Headers);
        if (presented is { AreReadable: true, ApiKey: null, Bearer: { } bearer } && IsMetricsToken(bearer)) return null;

        var call = CallContext.Of(context);
        return await identification.IdentifyAsync(context, call) ?? CallerGuard.Refusal(context, call, Operator);
    }

    // Hashed, so that neither content nor length shows in the time it takes.
    private bool IsMetricsToken(string candidate) => options.Value.MetricsToken is { } token
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(candidate)), SHA256.HashData(Encoding.UTF8.GetBytes(token.Reveal())));
}

using System.Net;
using McpService.Application.Auditing;
using McpService.Application.Callers;
using McpService.Application.Errors;
using McpService.Domain.Auditing;

namespace McpService.WebApi.Errors;

/// <summary>
/// What the trail gets of requests that never became an act: an entry where a known caller may not do what it asked for, a count where the
/// refusal says nothing of anybody.
/// </summary>
internal static class RefusalTrail
{
    private static readonly HashSet<string> Counted = ["overloaded", "draining", "upstream_circuit_open"];

    public static void Note(HttpContext context, int status, string code) => Note(context.RequestServices, context.Connection.RemoteIpAddress, status, code);

    /// <param name="services">Of the request, which may be over.</param>
    /// <param name="address">Who sent it; null where that is not known.</param>
    /// <param name="status">What is answered, or would be.</param>
    /// <param name="code">Error code.</param>
    public static void Note(IServiceProvider services, IPAddress? address, int status, string code)
    {
        switch (status)
        {
            case StatusCodes.Status401Unauthorized or StatusCodes.Status429TooManyRequests:
            case StatusCodes.Status503ServiceUnavailable when Counted.Contains(code):
                Count(services, address, code);
                break;
            case StatusCodes.Status403Forbidden:
                Record(services, address, code);
                break;
        }
    }

    private static void Count(IServiceProvider services, IPAddress? address, string code)
    {
        var caller = services.GetRequiredService<ICallContext>().Caller;
        services.GetRequiredService<IRefusalCounter>().Count(caller.Tenant?.Id, address, code);
    }

    private static void Record(IServiceProvider services, IPAddress? address, string code)
    {
        // What was audited as an act has its entry; what nobody asked for has none.
        var call = services.GetRequiredService<ICallContext>();
        var entries = call.Acts;
        if (entries.Current is not null || call.Caller.Kind == AuditActor.Anonymous) return;

        var entry = entries.Begin(AuditAction.AccessRefuse);
        entries.Conclude(entry, AuditOutcome.Refused, code);
        try
        {
            services.GetRequiredService<IAuditTrail>().Record(entry);
        }
        catch (UnavailableException)
        {
            Count(services, address, code);
        }
    }
}

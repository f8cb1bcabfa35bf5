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

    public static void Note(HttpContext context, int status, string code)
    {
        switch (status)
        {
            case StatusCodes.Status401Unauthorized or StatusCodes.Status429TooManyRequests:
            case StatusCodes.Status503ServiceUnavailable when Counted.Contains(code):
                Count(context, code);
                break;
            case StatusCodes.Status403Forbidden:
                Record(context, code);
                break;
        }
    }

    private static void Count(HttpContext context, string code)
    {
        var caller = context.RequestServices.GetRequiredService<ICallContext>().Caller;
        context.RequestServices.GetRequiredService<IRefusalCounter>().Count(caller.Tenant?.Id, context.Connection.RemoteIpAddress, code);
    }

    private static void Record(HttpContext context, string code)
    {
        // What was audited as an act has its entry; what nobody asked for has none.
        var entries = context.RequestServices.GetRequiredService<AuditEntries>();
        var caller = context.RequestServices.GetRequiredService<ICallContext>().Caller;
        if (entries.Current is not null || caller.Kind == AuditActor.Anonymous) return;

        var entry = entries.Begin(AuditAction.AccessRefuse);
        entries.Conclude(entry, AuditOutcome.Refused, code);
        try
        {
            context.RequestServices.GetRequiredService<IAuditTrail>().Record(entry);
        }
        catch (UnavailableException)
        {
            Count(context, code);
        }
    }
}

using McpService.Application.Callers;
using McpService.Application.Tenants;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;

namespace McpService.Application.Auditing;

/// <summary>Makes the rows that tell of one request.</summary>
internal sealed class AuditEntries(ICallContext context, TimeProvider time, InstanceId instance)
{
    public Row Begin(IAuditedRequest request, IAuditTrail trail)
    {
        var call = request as IAuditedCall;
        return new Row(this, request.Action, Guid.CreateVersion7(time.GetUtcNow()), call?.Tool, HashOf(call, trail));
    }

    private static string? HashOf(IAuditedCall? call, IAuditTrail trail) =>
        call is null || call.Arguments.IsEmpty ? null : trail.HashArguments(call.Arguments.Span);

    /// <summary>Intent and outcome of one request. Who asks is read anew for each: some requests find out on the way.</summary>
    public sealed class Row(AuditEntries entries, AuditAction action, Guid callId, string? tool, string? argumentsHash)
    {
        public AuditEntry Intent() => Make(AuditStage.Intent, null, null, null);

        public AuditEntry Outcome(AuditOutcome outcome, string? code, TimeSpan latency) => Make(AuditStage.Outcome, outcome, code, latency);

        private AuditEntry Make(AuditStage stage, AuditOutcome? outcome, string? code, TimeSpan? latency)
        {
            var now = entries.Now;
            return new AuditEntry
            {
                Id = Guid.CreateVersion7(now),
                CallId = callId,
                Stage = stage,
                At = now,
                TenantRef = entries.Context.Caller.Tenant?.Id,
                Actor = entries.Context.Caller.Kind,
                ActorKeyId = entries.Context.Caller.KeyId,
                RemoteAddress = entries.Context.RemoteAddress,
                Action = action,
                Tool = tool,
                ArgumentsHash = argumentsHash,
                Outcome = outcome,
                Code = code,
                LatencyMs = latency?.TotalMilliseconds,
                RequestId = entries.Context.RequestId,
                InstanceId = entries.Instance.Value,
            };
        }
    }

    private ICallContext Context => context;

    private InstanceId Instance => instance;

    private DateTimeOffset Now => time.GetUtcNow();
}

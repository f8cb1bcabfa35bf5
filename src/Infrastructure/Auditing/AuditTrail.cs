using McpService.Application.Auditing;
using McpService.Application.Errors;
using McpService.Application.Idempotency;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Auditing.Writing;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Auditing;

internal sealed class AuditTrail(TrailWriter writer, IArgumentHasher hasher, DatabaseState state) : IAuditTrail
{
    public ValueTask<IOpenCall> BeginAsync(AuditEntry entry, KeyedCall? keyed, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return state.IsReady ? writer.BeginAsync(entry, keyed) : throw UnavailableException.Database();
    }

    public void Record(AuditEntry entry) => writer.Record(entry);

    public IOpenCall Reopen(AuditEntry entry) => writer.Reopen(entry);

    public byte[] HashArguments(ReadOnlySpan<byte> arguments) => hasher.Hash(arguments);
}

using McpService.Application.Auditing;
using McpService.Application.Errors;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Persistence.Database;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Auditing;

internal sealed class AuditTrail(AuditQueue queue, IArgumentHasher hasher, DatabaseState state, IOptions<AuditOptions> options) : IAuditTrail
{
    private readonly bool _buffered = options.Value.Durability == AuditDurability.Buffered;

    public ValueTask RecordAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!state.IsReady) throw UnavailableException.Database();

        if (_buffered)
        {
            queue.Add(entry);
            return ValueTask.CompletedTask;
        }

        // Waits to the end, which the writer bounds: a caller who leaves now would leave an intent that nobody concludes.
        return new ValueTask(queue.AddUrgentAsync(entry));
    }

    public void Enqueue(AuditEntry entry) => queue.Add(entry);

    public string HashArguments(ReadOnlySpan<byte> arguments) => hasher.Hash(arguments);
}

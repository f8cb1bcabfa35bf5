using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace McpService.Sandbox.Sessions;

/// <summary>One connection's hold on a stream of events, let go when its reading ends for whatever reason.</summary>
internal sealed class EventSubscription(ChannelReader<StoredEvent> events, Action detach)
{
    public async IAsyncEnumerable<StoredEvent> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var stored in events.ReadAllAsync(cancellationToken))
            {
                yield return stored;
            }
        }
        finally
        {
            detach();
        }
    }
}

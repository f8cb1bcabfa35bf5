using McpService.Application.Auditing;
using MediatR;

namespace McpService.Application.Health;

/// <summary>The processes that serve, as far as the database knows them.</summary>
public sealed record ListReplicasQuery : IRequest<ReplicaList>;

/// <summary>Replicas.</summary>
/// <param name="Replicas">By name; the one that answers is among them.</param>
public sealed record ReplicaList(IReadOnlyList<Replica> Replicas);

/// <summary>A process that serves.</summary>
/// <param name="Instance">Its name, <c>INSTANCE_ID</c>.</param>
/// <param name="Status"><c>up</c>, or <c>silent</c> when it has not been heard of for 15 seconds; one that is silent for longer is taken for dead and not listed.</param>
/// <param name="StartedAt">When it first wrote to the trail; null for the one that answers where it wrote nothing yet.</param>
/// <param name="LastSeenAt">When it was last heard of.</param>
/// <param name="IsThis">It is the one that answers.</param>
public sealed record Replica(string Instance, string Status, DateTimeOffset? StartedAt, DateTimeOffset LastSeenAt, bool IsThis);

/// <summary>A process that writes to the trail.</summary>
/// <param name="Instance">Its name.</param>
/// <param name="StartedAt">When it first wrote.</param>
/// <param name="LastSeenAt">When it was last heard of.</param>
/// <param name="Silence">For how long it has not been heard of, by the database's clock.</param>
public sealed record SeenReplica(string Instance, DateTimeOffset StartedAt, DateTimeOffset LastSeenAt, TimeSpan Silence);

/// <summary>Finds who serves.</summary>
public interface IReplicaReader
{
    /// <summary>Those that wrote to the trail and neither said goodbye nor were taken for dead.</summary>
    Task<IReadOnlyList<SeenReplica>> ReadAsync(CancellationToken cancellationToken);
}

internal sealed class ListReplicasHandler(IReplicaReader replicas, InstanceId own, TimeProvider time) : IRequestHandler<ListReplicasQuery, ReplicaList>
{
    /// <summary>Three times as long as a process is silent.</summary>
    private static readonly TimeSpan Unheard = TimeSpan.FromSeconds(15);

    public async Task<ReplicaList> Handle(ListReplicasQuery request, CancellationToken cancellationToken)
    {
        var seen = (await replicas.ReadAsync(cancellationToken)).ToDictionary(r => r.Instance);
        var others = seen.Values.Where(r => r.Instance != own.Value)
            .Select(r => new Replica(r.Instance, r.Silence < Unheard ? "up" : "silent", r.StartedAt, r.LastSeenAt, IsThis: false));

        // A process is known by what it wrote, and this one is up all the same.
        var mine = seen.GetValueOrDefault(own.Value);
        return new ReplicaList([.. others.Append(new Replica(own.Value, "up", mine?.StartedAt, time.GetUtcNow(), IsThis: true)).OrderBy(r => r.Instance, StringComparer.Ordinal)]);
    }
}

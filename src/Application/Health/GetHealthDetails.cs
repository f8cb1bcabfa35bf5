using McpService.Application.Auditing;
using MediatR;

namespace McpService.Application.Health;

/// <summary>How this process is, for the operator.</summary>
public sealed record GetHealthDetailsQuery : IRequest<HealthDetails>;

/// <summary>How this process is.</summary>
/// <param name="Instance">Its name, <c>INSTANCE_ID</c>.</param>
/// <param name="IsDraining">It is on its way out.</param>
/// <param name="Database">The database.</param>
/// <param name="Upstream">Host of the upstream, and its port where it is no usual one.</param>
/// <param name="IsSandbox">The upstream is the sandbox of development: any text is a credential, and nothing real is touched.</param>
/// <param name="Gauges">What is open and under way.</param>
/// <param name="Expiring">Credentials that expire within a week, or have; the soonest first, 100 at most.</param>
public sealed record HealthDetails(
    string Instance, bool IsDraining, DatabaseHealth Database, string Upstream, bool IsSandbox, IReadOnlyList<Gauge> Gauges, IReadOnlyList<ExpiringCredential> Expiring);

/// <summary>A number of the gateway's own metrics, as <c>GET /metrics</c> has it, of this process.</summary>
/// <param name="Name">Name of the metric.</param>
/// <param name="Kind">Its label where it has one, or null.</param>
/// <param name="Value">The number.</param>
/// <param name="Description">What it counts.</param>
public sealed record Gauge(string Name, string? Kind, double Value, string? Description);

/// <summary>A credential that expires soon, or has.</summary>
/// <param name="TenantId">Public id of the tenant.</param>
/// <param name="Name">Its name.</param>
/// <param name="ExpiresAt">When.</param>
public sealed record ExpiringCredential(string TenantId, string Name, DateTimeOffset ExpiresAt);

/// <summary>What a process knows of itself.</summary>
public interface IProcessGauges
{
    IReadOnlyList<Gauge> Read();
}

/// <summary>Finds credentials that need a hand.</summary>
public interface IExpiringCredentials
{
    /// <summary>The soonest first.</summary>
    Task<IReadOnlyList<ExpiringCredential>> ReadAsync(int limit, CancellationToken cancellationToken);
}

/// <summary>Where the upstream is.</summary>
public interface IUpstreamPlace
{
    /// <summary>Host, and port where it is no usual one; never a path, which may hold a secret.</summary>
    string Authority { get; }

    /// <summary>It is the sandbox of development.</summary>
    bool IsSandbox { get; }
}

internal sealed class GetHealthDetailsHandler(
    IHealthProbe probe, DrainState drain, InstanceId instance, IUpstreamPlace upstream, IProcessGauges gauges, IExpiringCredentials credentials)
    : IRequestHandler<GetHealthDetailsQuery, HealthDetails>
{
    private const int MaxCredentials = 100;

    public async Task<HealthDetails> Handle(GetHealthDetailsQuery request, CancellationToken cancellationToken)
    {
        var database = await probe.CheckDatabaseAsync(cancellationToken);
        var expiring = database.Healthy ? await credentials.ReadAsync(MaxCredentials, cancellationToken) : [];
        return new HealthDetails(instance.Value, drain.IsDraining, database, upstream.Authority, upstream.IsSandbox, gauges.Read(), expiring);
    }
}

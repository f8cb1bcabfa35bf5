using MediatR;

namespace McpService.Application.Health;

/// <summary>Whether the service can take requests.</summary>
public sealed record GetReadinessQuery : IRequest<Readiness>;

/// <summary>Whether the service can take requests.</summary>
/// <param name="Reason">Why not, in a few words without secrets; null when it can.</param>
public sealed record Readiness(string? Reason)
{
    public bool IsReady => Reason is null;
}

internal sealed class GetReadinessHandler(IHealthProbe probe, DrainState drain) : IRequestHandler<GetReadinessQuery, Readiness>
{
    public async Task<Readiness> Handle(GetReadinessQuery request, CancellationToken cancellationToken)
    {
        if (drain.IsDraining) return new Readiness("The service is shutting down.");
        if (probe.WhyNotReady is { } reason) return new Readiness(reason);

        var database = await probe.CheckDatabaseAsync(cancellationToken);
        return new Readiness(database.Why);
    }
}

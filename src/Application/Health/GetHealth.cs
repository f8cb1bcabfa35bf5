using MediatR;

namespace McpService.Application.Health;

/// <summary>How the service is.</summary>
public sealed record GetHealthQuery : IRequest<DatabaseHealth>;

internal sealed class GetHealthHandler(IHealthProbe probe) : IRequestHandler<GetHealthQuery, DatabaseHealth>
{
    public Task<DatabaseHealth> Handle(GetHealthQuery request, CancellationToken cancellationToken) => probe.CheckDatabaseAsync(cancellationToken);
}

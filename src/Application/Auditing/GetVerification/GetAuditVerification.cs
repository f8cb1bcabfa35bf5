using MediatR;

namespace McpService.Application.Auditing.GetVerification;

/// <summary>What the last look through the whole trail found.</summary>
public sealed record GetAuditVerificationQuery : IRequest<AuditVerificationResponse>;

/// <summary>What is known of the trail's being whole.</summary>
/// <param name="Last">The last look through all of it that came to its end; null before the first one.</param>
public sealed record AuditVerificationResponse(KeptVerification? Last);

/// <summary>A look through the whole trail.</summary>
/// <param name="At">When it ended.</param>
/// <param name="DurationMs">Milliseconds it took.</param>
/// <param name="Instance">The process that looked: a replica, or the command.</param>
/// <param name="IsWhole">Nothing was altered, removed, inserted or moved.</param>
/// <param name="Entries">Entries looked at.</param>
/// <param name="Batches">Batches looked at.</param>
/// <param name="Writers">Chains looked at.</param>
/// <param name="OldRows">Rows from before the chain, which nothing protects.</param>
/// <param name="Breaks">The first break of each chain that has one.</param>
/// <param name="Lost">What a database lost at a failover, as the chain that came after it says.</param>
public sealed record KeptVerification(
    DateTimeOffset At, double DurationMs, string Instance, bool IsWhole, long Entries, long Batches, int Writers, long OldRows, IReadOnlyList<KeptBreak> Breaks, IReadOnlyList<string> Lost);

/// <summary>Where a chain does not hold.</summary>
/// <param name="Writer">Whose chain.</param>
/// <param name="Sequence">The batch at fault, or the first one that is not there.</param>
/// <param name="What"><c>changed row</c>, <c>missing row</c>, <c>foreign row</c>, <c>changed batch</c>, <c>missing batch</c>, <c>cut</c> or <c>wrong key</c>.</param>
/// <param name="Detail">For the operator.</param>
public sealed record KeptBreak(long Writer, long Sequence, string What, string Detail);

/// <summary>Remembers the last look through the trail, for all replicas.</summary>
public interface IVerificationMemory
{
    /// <summary>Null before the first look that came to its end.</summary>
    Task<KeptVerification?> FindAsync(CancellationToken cancellationToken);
}

internal sealed class GetAuditVerificationHandler(IVerificationMemory memory) : IRequestHandler<GetAuditVerificationQuery, AuditVerificationResponse>
{
    public async Task<AuditVerificationResponse> Handle(GetAuditVerificationQuery request, CancellationToken cancellationToken) =>
        new(await memory.FindAsync(cancellationToken));
}

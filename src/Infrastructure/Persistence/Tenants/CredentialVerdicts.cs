using System.Collections.Concurrent;
using System.Threading.Channels;
using McpService.Application.Tenants;
using McpService.Application.Upstream;
using McpService.Infrastructure.Persistence.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Persistence.Tenants;

/// <summary>
/// Marks credentials that the upstream refuses and clears those it takes again, in the background. A mark that cannot be written is
/// dropped: the next call says the same.
/// </summary>
internal sealed partial class CredentialVerdicts(
    DatabaseProvider database, TenantDirectory directory, DatabaseGate gate, DatabaseState state, TimeProvider time, ILogger<CredentialVerdicts> logger)
    : BackgroundService, ICredentialVerdicts
{
    private const int Capacity = 1_000;

    // The version is in the condition: a verdict on a credential that was replaced meanwhile says nothing about the new one.
    private const string Mark = "UPDATE upstream_credentials SET suspect_since = @since WHERE version = @version AND suspect_since IS NULL";
    private const string Clear = "UPDATE upstream_credentials SET suspect_since = NULL WHERE version = @version AND suspect_since IS NOT NULL";

    private readonly ConcurrentDictionary<Guid, bool> _waiting = new();
    private readonly Channel<Verdict> _verdicts = Channel.CreateBounded<Verdict>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    public void Refused(UpstreamTarget target)
    {
        if (target.Credential.SuspectSince is null) Add(new Verdict(target.TenantRef, target.TenantId, target.Credential.Version, time.GetUtcNow()));
    }

    public void Accepted(UpstreamTarget target)
    {
        if (target.Credential.SuspectSince is not null) Add(new Verdict(target.TenantRef, target.TenantId, target.Credential.Version, null));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await state.WaitAsync(stoppingToken);
        await foreach (var verdict in _verdicts.Reader.ReadAllAsync(stoppingToken))
        {
            _waiting.TryRemove(verdict.Version, out _);
            try
            {
                if (await gate.RunAsync(ct => WriteAsync(verdict, ct), stoppingToken) > 0) LogWritten(verdict);
                directory.Forget(verdict.TenantRef);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                NotWritten(failure.GetBaseException().Message);
            }
        }
    }

    /// <summary>Many calls have the same to say; it is written once.</summary>
    private void Add(Verdict verdict)
    {
        if (_waiting.TryAdd(verdict.Version, true) && !_verdicts.Writer.TryWrite(verdict)) _waiting.TryRemove(verdict.Version, out _);
    }

    private async Task<int> WriteAsync(Verdict verdict, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = verdict.SuspectSince is { } since
            ? connection.Statement(Mark, ("@since", database.Sql.Time(since)), ("@version", verdict.Version))
            : connection.Statement(Clear, ("@version", verdict.Version));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private void LogWritten(Verdict verdict)
    {
        if (verdict.SuspectSince is null) Cleared(verdict.TenantId);
        else Marked(verdict.TenantId);
    }

    [LoggerMessage(2041, LogLevel.Warning, "The upstream refuses the credential of {TenantId}; it is marked suspect.")]
    private partial void Marked(string tenantId);

    [LoggerMessage(2042, LogLevel.Information, "The upstream takes the credential of {TenantId} again.")]
    private partial void Cleared(string tenantId);

    [LoggerMessage(2043, LogLevel.Warning, "What the upstream thinks of a credential could not be written: {Reason}")]
    private partial void NotWritten(string reason);

    private sealed record Verdict(Guid TenantRef, string TenantId, Guid Version, DateTimeOffset? SuspectSince);
}

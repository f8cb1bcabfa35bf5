using System.Globalization;
using McpService.Infrastructure.Auditing.Upkeep;
using McpService.Infrastructure.Auditing.Verification;
using McpService.Infrastructure.Persistence.Start;

namespace McpService.WebApi.Commands;

/// <summary><c>audit verify [--from=&lt;time&gt;] [--head=&lt;writer:sequence:mac&gt;]…</c> and <c>audit retain</c>.</summary>
internal static class AuditCommand
{
    private const string From = "--from";
    private const string Head = "--head";

    private const string Usage =
        "Say audit verify, with --from=<time> such as 2026-11-26T00:00:00Z for a part and --head=<writer>:<sequence>:<mac> for each head that the log has; or audit retain.";

    /// <exception cref="CommandException">It was not said what to do.</exception>
    public static async Task<int> RunAsync(GatewayCommands.Call call, CancellationToken cancellationToken)
    {
        switch (call.Arguments is [var first, ..] ? first : null)
        {
            case "verify":
                var (from, heads) = Read([.. call.All.Skip(1)]);
                await call.Get<DatabaseMigrator>().EnsureReadyAsync(cancellationToken);
                return Report(await LookAsync(call, from, heads, cancellationToken), call.Output);
            case "retain":
                await call.Get<DatabaseMigrator>().EnsureReadyAsync(cancellationToken);
                await call.Output.WriteLineAsync($"Deleted {await call.Get<AuditRetainer>().RunAsync(cancellationToken)} entries past their retention.");
                return 0;
            default:
                throw new CommandException(Usage);
        }
    }

    /// <summary>What is found of the whole trail is kept for the operator's page; of a part it would say too much.</summary>
    private static async Task<VerifiedTrail> LookAsync(GatewayCommands.Call call, DateTimeOffset? from, IReadOnlyList<string> heads, CancellationToken cancellationToken)
    {
        if (from is not null) return await call.Get<AuditVerification>().RunAsync(from, heads, cancellationToken);

        var (trail, notKept) = await call.Get<WholeTrailVerification>().RunAsync(heads, cancellationToken);
        if (notKept is not null) await call.Output.WriteLineAsync($"The result could not be kept for GET /api/audit/verification: {notKept.Message}");
        return trail;
    }

    private static int Report(VerifiedTrail trail, TextWriter output)
    {
        output.WriteLine($"{trail.Entries} entries in {trail.Batches} batches of {trail.Writers} writers; {trail.OldRows} rows from before the chain, which nothing protects.");
        foreach (var lost in trail.Lost) output.WriteLine($"lost at failover: {lost}");
        foreach (var found in trail.Breaks) output.WriteLine($"{found.What}: writer {found.Writer}, batch {found.Sequence}: {found.Detail}");
        output.WriteLine(trail.IsWhole ? "The trail is whole." : "The trail is broken; each chain is looked at up to its first break.");
        return trail.IsWhole ? 0 : 1;
    }

    private static (DateTimeOffset? From, IReadOnlyList<string> Heads) Read(IReadOnlyList<string> options)
    {
        DateTimeOffset? from = null;
        var heads = new List<string>();
        for (var i = 0; i < options.Count; i++)
        {
            var (name, value) = options[i].Split('=', 2) is [var n, var v] ? (n, v) : (options[i], i + 1 < options.Count ? options[i + 1] : "");
            if (name is not (From or Head)) continue; // a setting
            if (name == options[i]) i++;
            if (name == From) from = TimeOf(value);
            else heads.Add(AuditVerification.IsHead(value) ? value : throw new CommandException($"{value} is not a head. {Usage}"));
        }

        return (from, heads);
    }

    private static DateTimeOffset TimeOf(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : throw new CommandException($"{text} is not a time. {Usage}");
}

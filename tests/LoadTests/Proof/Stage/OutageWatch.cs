using McpService.Common.Gateway;

namespace McpService.LoadTests.Proof.Stage;

/// <summary>A tenant that calls while its gateway's database is broken, and mended.</summary>
/// <param name="gateway">Whom it calls.</param>
/// <param name="tenant">Who it is.</param>
/// <param name="odd">Takes answers that are late, or are neither of those that there may be.</param>
internal sealed class OutageWatch(GatewayProcess gateway, (string TenantId, string ApiKey) tenant, ICollection<string> odd)
{
    // What is on a disk already has room for some rows.
    private const int MostThatFit = 5_000;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <returns>How long it took until a call was answered so, and that answer with it; null where it never was.</returns>
    public async Task<TimeSpan?> UntilAsync(int status, string when)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < Limit)
        {
            if (await CallAsync(when) == status) return TimeProvider.System.GetElapsedTime(began);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        return null;
    }

    /// <summary>Calls until the disk is felt: what still fits is served, and rightly.</summary>
    /// <returns>How long the first call that was not served took until it, or one after it, was refused; null where none was.</returns>
    public async Task<TimeSpan?> RefusedAtLastAsync(string when)
    {
        for (var calls = 0; calls < MostThatFit; calls++)
        {
            var asked = TimeProvider.System.GetTimestamp();
            var status = await CallAsync(when);
            if (status == 200) continue;
            return status == 503 || await UntilAsync(503, when) is not null ? TimeProvider.System.GetElapsedTime(asked) : null;
        }

        return null;
    }

    /// <summary>What breaks or mends without a wait.</summary>
    public static Func<Task> AtOnce(Action act) => () =>
    {
        act();
        return Task.CompletedTask;
    };

    private async Task<int> CallAsync(string when)
    {
        var asked = TimeProvider.System.GetTimestamp();
        var answer = await gateway.CallAsync(tenant.TenantId, tenant.ApiKey);
        var took = TimeProvider.System.GetElapsedTime(asked);
        if (took > OutageTimes.Refusal || (int)answer.Status is not (200 or 503)) odd.Add($"{when}: {(int)answer.Status} {answer.Code} after {took.TotalSeconds:0.00} s");
        return (int)answer.Status;
    }
}

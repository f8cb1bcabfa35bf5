using McpService.LoadTests.Load;
using McpService.LoadTests.Servers;
using McpService.LoadTests.Stage;

namespace McpService.LoadTests.Contests;

/// <summary>Sets up each way when it is first asked for.</summary>
internal sealed class Ways(MeasuringStage stage)
{
    private readonly Dictionary<(string Name, int Payload), Way> _made = [];

    /// <exception cref="MissingException">What it leads through is not installed.</exception>
    public async Task<Way> FindAsync(string name, int payload)
    {
        if (_made.TryGetValue((name, payload), out var made)) return made;
        var way = await MakeAsync(name, payload == 0 ? FastTools.Echo : FastTools.OfSize(payload));
        return _made[(name, payload)] = way with { Payload = payload };
    }

    private async Task<Way> MakeAsync(string name, string tool) => name switch
    {
        WayNames.Direct => new Way(name, await stage.UpstreamAsync(), Messages.Call(tool), null, []),
        WayNames.Bare => Through(name, await stage.BareAsync(), tool),
        WayNames.Nginx => Through(name, await stage.NginxAsync(), tool),
        WayNames.Yarp => Through(name, await stage.YarpAsync(), tool),
        WayNames.YarpEvents => Through(name, await stage.YarpAsync(), FastTools.Events),
        WayNames.Rest => (await stage.BufferedAsync()).Rest(name, tool),
        WayNames.RelayJson => await (await stage.BufferedAsync()).RelayAsync(name, tool),
        WayNames.RelayEvents => await (await stage.BufferedAsync()).RelayAsync(name, FastTools.Events),
        WayNames.Bridge => (await stage.BufferedAsync()).Bridge(name),
        WayNames.Durable => (await stage.DurableAsync()).Rest(name, tool),
        WayNames.WrongKey => await (await stage.BufferedAsync()).WrongKeyAsync(name),
        WayNames.OtherTenant => await (await stage.BufferedAsync()).OtherTenantAsync(name),
        WayNames.OverLimit => await (await stage.BufferedAsync()).OverLimitAsync(name),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such way."),
    };

    private static Way Through(string name, Forwarder forwarder, string tool) => new(name, forwarder.Address, Messages.Call(tool), forwarder.ProcessId, []);
}

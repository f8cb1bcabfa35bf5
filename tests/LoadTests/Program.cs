using System.Globalization;
using McpService.LoadTests;

// How fast the gateway is beside a bare forwarder, and what it needs: see docs/performance.md.
switch (args)
{
    case [FastUpstream.Role, var port]:
        await FastUpstream.RunAsync(int.Parse(port, CultureInfo.InvariantCulture));
        break;
    case [BareForwarder.Role, var port, var target]:
        await BareForwarder.RunAsync(int.Parse(port, CultureInfo.InvariantCulture), new Uri(target));
        break;
    case [IdleSessions.Role, var mcp, .. var apiKeys]:
        await IdleSessions.RunAsync(new Uri(mcp), apiKeys);
        break;
    case ["stay", var minutes]:
        Console.WriteLine(await StayingConnected.RunAsync(int.Parse(minutes, CultureInfo.InvariantCulture)));
        break;
    case ["tenants"]:
        await using (var stage = await Stage.StartAsync())
        {
            Console.WriteLine(await ManyTenants.MeasureHeapAsync(stage.Upstream));
            Console.WriteLine(await ManyTenants.MeasureLatencyAsync(stage.Upstream));
            Console.WriteLine(await RealServer.MeasureAsync());
        }

        break;
    default:
        Console.WriteLine(await Startup.MeasureAsync());
        await using (var stage = await Stage.StartAsync())
        {
            Console.WriteLine($"{await IdleSessions.MeasureAsync(stage.Upstream)}\n");
            await new Comparison(stage, Console.Out).RunAsync();
        }

        break;
}

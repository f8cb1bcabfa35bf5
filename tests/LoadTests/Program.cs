using System.Globalization;
using McpService.LoadTests.Clients;
using McpService.LoadTests.Commands;
using McpService.LoadTests.Load;
using McpService.LoadTests.Servers;

// How fast the gateway is beside other proxies, and what it needs: see docs/performance.md.
switch (args)
{
    // What this program is when it starts itself.
    case [FastUpstream.Role, var port]:
        await FastUpstream.RunAsync(Number(port));
        return 0;
    case [BareForwarder.Role, var port, var target]:
        await BareForwarder.RunAsync(Number(port), new Uri(target));
        return 0;
    case [YarpForwarder.Role, var port, var target]:
        await YarpForwarder.RunAsync(Number(port), new Uri(target));
        return 0;
    case [Listeners.Role, var mcp, var perKey, .. var apiKeys]:
        await Listeners.RunAsync(new Uri(mcp), Number(perKey), apiKeys);
        return 0;

    case ["stay", var minutes]:
        Console.WriteLine(await StayingConnected.RunAsync(Number(minutes)));
        return 0;
    case ["trail", .. var rest]:
        return await TrailCommand.RunAsync(rest);
    case ["kills", .. var rest]:
        return await TrailCommand.KillAsync(rest);
    case ["proof", .. var rest]:
        try
        {
            return await ProofCommand.RunAsync(rest);
        }
        catch (ArgumentException notUnderstood)
        {
            Console.Error.WriteLine(notUnderstood.Message);
            return 2;
        }

    case var _ when !Wrk.IsInstalled:
        Console.Error.WriteLine("The load comes from wrk, which is not installed (Debian: package wrk).");
        return 2;
    case ["smoke", var folder]:
        return await SmokeCommand.RunAsync(folder);
    case ["curve", .. var names]:
        return await CurveCommand.RunAsync(names);
    default:
        try
        {
            return await CompareCommand.RunAsync(ComparisonOptions.Parse(args));
        }
        catch (ArgumentException notUnderstood)
        {
            Console.Error.WriteLine(notUnderstood.Message);
            return 2;
        }
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

using McpService.LoadTests;

// How fast the gateway is beside a bare forwarder: see docs/performance.md.
await using var stage = await Stage.StartAsync();
Console.WriteLine(await new Comparison(stage).RunAsync());
Console.WriteLine(await new IdleSessions(stage).RunAsync());

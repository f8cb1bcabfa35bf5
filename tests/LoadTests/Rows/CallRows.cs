using McpService.LoadTests.Contests;

namespace McpService.LoadTests.Rows;

/// <summary>Calls a second, against YARP's in the same contest.</summary>
internal static class CallRows
{
    public static IEnumerable<Row> All() =>
    [
        AgainstYarp("rest-16", "REST tool call, buffered, 16 connections", WayNames.Rest, 16, 1, 0.8),
        AgainstYarp("rest-64", "REST tool call, buffered, 64 connections", WayNames.Rest, 64, 1, 0.8) with { IsQuick = true },
        BeforeCall() with { IsQuick = true },
        AgainstYarp("relay-json-16", "relayed call, JSON, 16 connections", WayNames.RelayJson, 16, 1.1, 0.85),
        AgainstYarp("relay-json-64", "relayed call, JSON, 64 connections", WayNames.RelayJson, 64, 1.1, 0.85) with { IsQuick = true },
        AgainstYarp("relay-events-16", "relayed call, events, 16 connections", WayNames.RelayEvents, 16, 1.1, 0.85, yarp: WayNames.YarpEvents),
        AgainstYarp("relay-events-64", "relayed call, events, 64 connections", WayNames.RelayEvents, 64, 1.1, 0.85, yarp: WayNames.YarpEvents),
        AgainstYarp("bridge-64", "bridged call, 64 connections", WayNames.Bridge, 64, 0.9, 0.75) with { IsQuick = true },
        AgainstYarp("payload-16k", "REST, 16 KiB in the answer, 16 connections", WayNames.Rest, 16, 1, 0.85, 16 * 1024),
        AgainstYarp("payload-128k", "REST, 128 KiB in the answer, 16 connections", WayNames.Rest, 16, 1, 0.85, 128 * 1024),
    ];

    // With the same answer: one in events takes the upstream and whoever passes it on more writes than one in JSON.
    private static Row AgainstYarp(string name, string what, string way, int connections, double aim, double limit, int payload = 0, string yarp = WayNames.Yarp)
    {
        var (ours, yardstick) = (new Cell(way, connections, payload), new Cell(yarp, connections, payload));
        return Row.OfCells(name, what, Goal.AtLeast(aim, limit, $"× {yarp}"), m => m.Of(ours).CallsPerSecond / m.Of(yardstick).CallsPerSecond, yardstick, ours);
    }

    private static Row BeforeCall()
    {
        var (durable, buffered) = (new Cell(WayNames.Durable, 64), new Cell(WayNames.Rest, 64));
        return Row.OfCells(
            "before-call-64", "REST, before-call on PostgreSQL with fsync, 64 connections", Goal.AtLeast(0.8, 0.6, "× buffered"),
            m => m.Of(durable).CallsPerSecond / m.Of(buffered).CallsPerSecond, buffered, durable);
    }
}

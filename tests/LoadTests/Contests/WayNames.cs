namespace McpService.LoadTests.Contests;

/// <summary>The ways to the tool, as tables name them.</summary>
internal static class WayNames
{
    public const string Direct = "direct";
    public const string Bare = "bare";
    public const string Nginx = "nginx";
    public const string Yarp = "YARP";
    public const string YarpEvents = "YARP, events";
    public const string Rest = "REST";
    public const string RelayJson = "relay, JSON";
    public const string RelayEvents = "relay, events";
    public const string Bridge = "bridge";
    public const string Durable = "REST, before-call, PostgreSQL";
    public const string WrongKey = "refused: wrong key";
    public const string OtherTenant = "refused: other tenant";
    public const string OverLimit = "refused: over the limit";

    /// <summary>For comparison; no row asks for them.</summary>
    public static readonly IReadOnlyList<string> Landmarks = [Direct, Bare, Nginx];
}

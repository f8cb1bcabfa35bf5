namespace McpService.FunctionalTests.Matrix;

/// <summary>Cells of the matrix that have nothing to check, and why.</summary>
internal static class NotApplicable
{
    private const string NoCall = "it brings no call of a tool";
    private const string NoBody = "it has no body";
    private const string NoStream = "its answers end by themselves";

    private static readonly Dictionary<(DoorRule, Doorway), string> Reasons = new()
    {
        [(DoorRule.Tenant, Doorway.SseStream)] = "it names no tenant and no session: it opens one of the caller's own",
        [(DoorRule.Integration, Doorway.SessionGet)] = NoCall,
        [(DoorRule.Integration, Doorway.SessionDelete)] = NoCall,
        [(DoorRule.Integration, Doorway.SseStream)] = "what it carries was asked for by POST /messages",
        [(DoorRule.Policy, Doorway.SessionGet)] = NoCall,
        [(DoorRule.Policy, Doorway.SessionDelete)] = NoCall,
        [(DoorRule.Policy, Doorway.SseStream)] = "what it carries was asked for by POST /messages",
        [(DoorRule.Names, Doorway.RestList)] = "what it asks for has one name; any other is a call",
        [(DoorRule.Names, Doorway.SessionGet)] = NoCall,
        [(DoorRule.Names, Doorway.SessionDelete)] = NoCall,
        [(DoorRule.Names, Doorway.SseStream)] = NoCall,
        [(DoorRule.Sizes, Doorway.SessionGet)] = NoBody,
        [(DoorRule.Sizes, Doorway.SessionDelete)] = NoBody,
        [(DoorRule.Sizes, Doorway.SseStream)] = NoBody,
        [(DoorRule.Streams, Doorway.RestList)] = NoStream,
        [(DoorRule.Streams, Doorway.RestCall)] = NoStream,
        [(DoorRule.Streams, Doorway.SessionPost)] = "a call's stream is bounded by the calls under way: see Slots",
        [(DoorRule.Streams, Doorway.SessionDelete)] = NoStream,
        [(DoorRule.Streams, Doorway.Dynamic)] = "a call's stream is bounded by the calls under way: see Slots",
        [(DoorRule.Streams, Doorway.SseMessages)] = "its answers leave on a stream that is open",
        [(DoorRule.Slots, Doorway.SessionGet)] = "a stream that waits for news is no call under way",
        [(DoorRule.Slots, Doorway.SessionDelete)] = "the end of a session waits for nothing",
        [(DoorRule.Slots, Doorway.SseStream)] = "a stream that waits for news is no call under way",
        [(DoorRule.Audit, Doorway.SessionGet)] = "what comes on it belongs to calls that have their rows",
        [(DoorRule.Audit, Doorway.SessionDelete)] = "it asks nothing of the upstream that a tenant could answer for",
        [(DoorRule.Audit, Doorway.SseStream)] = "what comes on it belongs to calls that have their rows",
        [(DoorRule.Integration, Doorway.ReverseGet)] = NoCall,
        [(DoorRule.Policy, Doorway.ReverseGet)] = NoCall,
        [(DoorRule.Names, Doorway.ReverseGet)] = NoCall,
        [(DoorRule.Sizes, Doorway.ReverseGet)] = NoBody,
        [(DoorRule.Streams, Doorway.Reverse)] = "a call's stream is bounded by the calls under way: see Slots",
        [(DoorRule.Slots, Doorway.ReverseGet)] = "a stream that waits for news is no call under way",
        [(DoorRule.Audit, Doorway.ReverseGet)] = "what comes on it belongs to calls that have their rows",
    };

    /// <summary>Why there is nothing to check; null where there is.</summary>
    public static string? Because(DoorRule rule, Doorway door) => Reasons.GetValueOrDefault((rule, door));
}

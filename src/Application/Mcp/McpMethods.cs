namespace McpService.Application.Mcp;

/// <summary>Methods of the Model Context Protocol that mean something to the gateway. None needs escaping in JSON.</summary>
public static class McpMethods
{
    public const string Initialize = "initialize";
    public const string Discover = "server/discover";
    public const string Ping = "ping";
    public const string ToolsList = "tools/list";
    public const string ToolsCall = "tools/call";
    public const string PromptsList = "prompts/list";
    public const string PromptsGet = "prompts/get";
    public const string ResourcesList = "resources/list";
    public const string ResourceTemplatesList = "resources/templates/list";
    public const string ResourcesRead = "resources/read";
    public const string Subscribe = "resources/subscribe";
    public const string Unsubscribe = "resources/unsubscribe";
    public const string Complete = "completion/complete";
    public const string SetLogLevel = "logging/setLevel";
    public const string Listen = "subscriptions/listen";

    /// <summary>Begins every method about a task.</summary>
    public const string TaskPrefix = "tasks/";

    /// <summary>Begins every method that wants no answer.</summary>
    public const string NotificationPrefix = "notifications/";

    /// <summary>Its result says how long, and by whom, it may be kept (2026-07-28, "Caching").</summary>
    public static bool IsCacheable(string? method) => method is Discover or ToolsList or PromptsList or ResourcesList or ResourceTemplatesList or ResourcesRead;

    public const string Initialized = "notifications/initialized";
    public const string Cancelled = "notifications/cancelled";
    public const string Progress = "notifications/progress";
    public const string Log = "notifications/message";
    public const string ToolsChanged = "notifications/tools/list_changed";
    public const string PromptsChanged = "notifications/prompts/list_changed";
    public const string ResourcesChanged = "notifications/resources/list_changed";
    public const string ResourceUpdated = "notifications/resources/updated";
    public const string Acknowledged = "notifications/subscriptions/acknowledged";
}

namespace McpService.Console.Components;

/// <summary>How calls end, in words and colours.</summary>
internal static class Outcomes
{
    public static readonly IReadOnlyList<string> All = ["success", "refused", "not_sent", "rpc_error", "tool_error", "failed", "auth_failed", "throttled", "unknown", "cancelled"];

    public static string Text(string outcome) => outcome switch
    {
        "success" => "Succeeded",
        "refused" => "Refused by the gateway",
        "not_sent" => "Never sent",
        "rpc_error" => "Protocol error",
        "tool_error" => "Tool reported an error",
        "failed" => "Upstream said no",
        "auth_failed" => "Credential refused",
        "throttled" => "Upstream throttled",
        "unknown" => "End unknown",
        "cancelled" => "Caller went away",
        _ => outcome,
    };

    public static bool IsError(string outcome) => outcome is not ("success" or "cancelled" or "refused");

    public static MudBlazor.Color Color(string outcome) => outcome switch
    {
        "success" => MudBlazor.Color.Success,
        "cancelled" => MudBlazor.Color.Default,
        "refused" or "throttled" or "not_sent" => MudBlazor.Color.Warning,
        _ => MudBlazor.Color.Error,
    };
}

namespace McpService.Common.Waiting;

/// <summary>How long a test waits for something that should come at once: long enough for a busy build machine.</summary>
public static class WaitLimit
{
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(15);
}

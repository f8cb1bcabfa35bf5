namespace McpService.Sandbox.Sessions;

/// <summary>One client's conversation: the user who opened it, the tools it shows, the events it can replay.</summary>
internal sealed class SandboxSession
{
    private const string ToolsChanged = """{"method":"notifications/tools/list_changed","jsonrpc":"2.0"}""";

    public SandboxSession(string id, SandboxToken token, SessionQuery options)
    {
        Id = id;
        Token = token;
        Tools = new SessionTools(options, () => Events.Notify(ToolsChanged));
    }

    public string Id { get; }

    public SandboxToken Token { get; }

    public SessionTools Tools { get; }

    public SessionEvents Events { get; } = new();

    /// <summary>A timestamp of the <see cref="TimeProvider"/>; kept by <see cref="SandboxSessions"/>.</summary>
    public long LastUsed { get; set; }
}

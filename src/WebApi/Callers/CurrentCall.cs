namespace McpService.WebApi.Callers;

/// <summary>Whose services these are: those of an HTTP request are told (<see cref="RequestScope"/>), others have a call of their own.</summary>
internal sealed class CurrentCall(CallContextFactory calls)
{
    private CallContext? _context;

    public CallContext Context
    {
        get => _context ??= calls.Create();
        set => _context = value;
    }
}

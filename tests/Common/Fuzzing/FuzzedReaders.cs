namespace McpService.Common.Fuzzing;

/// <summary>Everything of the gateway that reads what anybody may have written.</summary>
public static class FuzzedReaders
{
    private static readonly Dictionary<string, Func<Task<FuzzedReader>>> ByName = new(StringComparer.Ordinal)
    {
        ["Body"] = () => Task.FromResult(TextReaders.Body),
        ["Message"] = () => Task.FromResult(TextReaders.Message),
        ["Answer"] = () => Task.FromResult(TextReaders.Answer),
        ["EventStream"] = () => Task.FromResult(TextReaders.EventStream),
        ["ApiKey"] = () => Task.FromResult(CredentialReaders.ApiKey()),
        ["Ticket"] = CredentialReaders.TicketAsync,
        ["Token"] = CredentialReaders.TokenAsync,
        ["EnvironmentFile"] = () => Task.FromResult(TextReaders.EnvironmentFile),
        ["DatabaseUrl"] = () => Task.FromResult(TextReaders.DatabaseAddress),
    };

    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <summary>The reader of a name, with keys of its own where it needs some.</summary>
    public static Task<FuzzedReader> OpenAsync(string name) => ByName[name]();
}

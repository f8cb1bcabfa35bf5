namespace McpService.FunctionalTests.Doors;

/// <summary>A client of one tenant at one door.</summary>
internal interface IDoorClient : IAsyncDisposable
{
    /// <summary>Names of the tools that are listed.</summary>
    Task<IReadOnlyList<string>> ListAsync();

    /// <param name="tool">Full name.</param>
    /// <param name="arguments">A JSON object.</param>
    /// <param name="key">Idempotency key, in the door's own way; null for none.</param>
    Task<DoorAnswer> CallAsync(string tool, string arguments = "{}", string? key = null);
}

using McpService.Domain.Tenants;

namespace McpService.LoadTests;

/// <summary>A way to the upstream's tool.</summary>
/// <param name="Name">As the table has it.</param>
/// <param name="Url">Where the body is posted.</param>
/// <param name="Body">JSON.</param>
/// <param name="ProcessId">Whose CPU time counts; null where nothing stands between.</param>
/// <param name="Headers">Beside those that every way has.</param>
internal sealed record Way(string Name, Uri Url, string Body, int? ProcessId, IReadOnlyList<(string Name, string Value)> Headers)
{
    /// <summary>Each call is that of one of them, at random, with its path and its key; empty where all calls are alike.</summary>
    public IReadOnlyList<(string Path, string ApiKey)> Tenants { get; init; } = [];
}

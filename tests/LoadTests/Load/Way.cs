using McpService.LoadTests.Servers;

namespace McpService.LoadTests.Load;

/// <summary>A way to the upstream's tool.</summary>
/// <param name="Name">As tables have it.</param>
/// <param name="Url">Where the body is posted.</param>
/// <param name="Body">JSON.</param>
/// <param name="ProcessId">Whose processor time and memory count, with what it started; null where nothing stands between.</param>
/// <param name="Headers">Beside those that every way has.</param>
internal sealed record Way(string Name, Uri Url, string Body, int? ProcessId, IReadOnlyList<(string Name, string Value)> Headers)
{
    /// <summary>Bytes of text in the answer; ways of one length are compared with each other.</summary>
    public int Payload { get; init; }

    public RightAnswer Right { get; init; } = new(200, FastTools.Canary);

    /// <summary>Another answer that is not wrong.</summary>
    public RightAnswer? AlsoRight { get; init; }

    /// <summary>Each call is that of one of them, at random, with its path and its key; empty where all calls are alike.</summary>
    public IReadOnlyList<(string Path, string ApiKey)> Tenants { get; init; } = [];
}

/// <summary>What a right answer is.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Text">Stands somewhere in its body.</param>
internal sealed record RightAnswer(int Status, string Text);

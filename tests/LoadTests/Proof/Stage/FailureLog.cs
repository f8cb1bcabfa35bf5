using System.Collections.Concurrent;

namespace McpService.LoadTests.Proof.Stage;

/// <summary>What a gateway logged of failures that nobody foresaw: each is a line with the exception in it, and the last lines of a process do not have it any more.</summary>
internal sealed class FailureLog
{
    private const string Unexpected = "failed unexpectedly"; // the log's events 1001 and 1002
    private const int Kept = 20;

    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public void Add(string line)
    {
        if (_lines.Count < Kept && line.Contains(Unexpected, StringComparison.Ordinal)) _lines.Enqueue(line);
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using McpService.Common.Waiting;

namespace McpService.Common.Processes;

/// <summary>
/// A program that lives no longer than the test run, however that ends: a guard shell waits on a pipe which the kernel closes
/// when this process is gone, killed or not, and then ends the program.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private const string Guard = """
        trap '' INT
        exec 3<&0
        "$@" </dev/null 3<&- >&2 &
        child=$!
        (read -r _ <&3; kill -KILL $child $(cat /proc/$child/task/$child/children)) >/dev/null 2>&1 &
        watch=$!
        exec 3<&-
        echo $child
        wait $child
        code=$?
        kill $watch
        exit $code
        """;

    // Ctrl-C is for this process, which ends them as they should be: a session of their own hears nothing of the terminal.
    private static readonly string[] Session = File.Exists("/usr/bin/setsid") ? ["/usr/bin/setsid"] : [];

    private const int KeptLines = 200;

    private readonly Process _guard;
    private readonly ConcurrentQueue<string> _output = new();

    private ChildProcess(Process guard) => _guard = guard;

    /// <summary>The program's own process id.</summary>
    public int Id { get; private set; }

    public bool HasExited => _guard.HasExited;

    /// <summary>The last lines it wrote.</summary>
    public string Output => string.Join('\n', _output);

    /// <param name="prefix">A command that runs what follows it, such as <c>setpriv</c> with its options; may be empty.</param>
    /// <param name="onLine">Told every line it writes, from another thread.</param>
    public static async Task<ChildProcess> StartAsync(
        IEnumerable<string> prefix, IEnumerable<string> command, IReadOnlyDictionary<string, string>? environment = null,
        Action<string>? onLine = null, CancellationToken cancellationToken = default)
    {
        string[] all = [.. prefix, .. Session, "/bin/sh", "-c", Guard, "guard", .. command];
        var start = new ProcessStartInfo(all[0], all[1..])
        {
            WorkingDirectory = "/",
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal)) start.Environment[name] = value;
        var child = new ChildProcess(Process.Start(start)!);
        child._guard.ErrorDataReceived += (_, line) => child.Keep(line.Data);
        if (onLine is not null) child._guard.ErrorDataReceived += (_, line) => onLine(line.Data ?? "");
        child._guard.BeginErrorReadLine();
        var id = await child._guard.StandardOutput.ReadLineAsync(cancellationToken);
        child.Id = int.Parse(id ?? throw new InvalidOperationException($"{all[0]} did not start: {child.Output}"), CultureInfo.InvariantCulture);
        return child;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message is what it wrote.</exception>
    public static async Task RunAsync(IEnumerable<string> prefix, IEnumerable<string> command, CancellationToken cancellationToken = default)
    {
        await using var child = await StartAsync(prefix, command, cancellationToken: cancellationToken);
        await child._guard.WaitForExitAsync(cancellationToken);
        if (child._guard.ExitCode != 0) throw new InvalidOperationException(child.Output);
    }

    /// <summary>Waits until it has ended by itself, and returns what it ended with.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _guard.WaitForExitAsync(cancellationToken);
        return _guard.ExitCode;
    }

    /// <summary>Asks it to end with an interrupt, and waits until it has; kills it when it takes too long.</summary>
    public Task InterruptAsync(TimeSpan? limit = null) => EndAsync(Signals.Interrupt, limit);

    /// <summary>The same with the signal that service managers send. A .NET program started in the background takes no interrupt.</summary>
    public Task TerminateAsync(TimeSpan? limit = null) => EndAsync(Signals.Terminate, limit);

    /// <summary>Sends the signal that service managers send, and does not wait.</summary>
    public void Terminate() => Signal(Signals.Terminate);

    private async Task EndAsync(int signal, TimeSpan? limit)
    {
        using var deadline = new CancellationTokenSource(limit ?? WaitLimit.Default, TimeProvider.System);
        Signal(signal);
        try
        {
            await _guard.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            await KillAsync();
        }
    }

    /// <summary>Kills it and all it started.</summary>
    public async Task KillAsync()
    {
        SignalTree(Signals.Kill);
        await _guard.WaitForExitAsync();
    }

    /// <summary><see cref="KillAsync"/> for where nothing can be awaited: the end of this process.</summary>
    public void KillNow()
    {
        SignalTree(Signals.Kill);
        _guard.WaitForExit(WaitLimit.Default);
    }

    /// <summary>Stops it and all it started from running; open connections stay open and silent.</summary>
    public void Freeze() => SignalTree(Signals.Stop);

    /// <summary>Ends <see cref="Freeze"/>.</summary>
    public void Thaw() => SignalTree(Signals.Continue);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _guard.Dispose();
    }

    private void SignalTree(int signal)
    {
        if (_guard.HasExited) return;
        foreach (var id in Signals.Tree(Id)) Signals.Send(id, signal);
    }

    private void Signal(int signal)
    {
        if (!_guard.HasExited) Signals.Send(Id, signal);
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        _output.Enqueue(line);
        if (_output.Count > KeptLines) _output.TryDequeue(out _);
    }
}

namespace McpService.Common.Upstreams.Faults;

/// <summary>Silence, and answers that take their time.</summary>
public sealed partial class Fault
{
    /// <summary>Says nothing until released, then answers.</summary>
    public static Fault HangBeforeHeaders { get; } = new(async exchange =>
    {
        await exchange.HangAsync();
        await exchange.AnswerAsync();
    });

    /// <summary>Opens the event stream and says nothing until released, then answers. On <c>initialize</c>, without a session id.</summary>
    public static Fault HangAfterHeaders { get; } = new(async exchange =>
    {
        await exchange.StartStreamAsync();
        await exchange.HangAsync();
        await exchange.AnswerAsync();
    });

    /// <summary>Says that it listens, and then nothing until released.</summary>
    public static Fault HangListening { get; } = Listening(exchange => exchange.HangAsync());

    /// <summary>Answers, and leaves the stream open until released.</summary>
    public static Fault HangAfterAnswer { get; } = new(async exchange =>
    {
        await exchange.AnswerAsync();
        await exchange.HangAsync();
    });

    /// <summary>Says that it listens, to nothing in particular, and goes on as told.</summary>
    public static Fault Listening(Func<UpstreamExchange, Task> then) => new(async exchange =>
    {
        await exchange.StartStreamAsync();
        await exchange.SendEventAsync($$$$$$"""{"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":{"notifications":{},"_meta":{"io.modelcontextprotocol/subscriptionId":{{{{{{exchange.Request.Id}}}}}}}}}""");
        await then(exchange);
    });

    /// <summary>A stream of comments for as long as the caller stays.</summary>
    public static Fault EndlessComments(TimeSpan every) => new(async exchange =>
    {
        await exchange.StartStreamAsync();
        using var tick = new PeriodicTimer(every, TimeProvider.System);
        while (await tick.WaitForNextTickAsync(exchange.Ended)) await exchange.WriteAsync(": still here\n\n"u8.ToArray());
    });

    /// <summary>The true answer, byte by byte.</summary>
    public static Fault Trickle(TimeSpan every) => new(exchange =>
    {
        exchange.Pace = every;
        return exchange.AnswerAsync();
    });

    /// <summary>The other fault, after some time.</summary>
    public static Fault After(TimeSpan delay, Fault then) => new(async exchange =>
    {
        await Task.Delay(delay, TimeProvider.System, exchange.Ended);
        await then.ApplyAsync(exchange);
    });

    /// <summary>Answers, and a moment later, when that has been read, resets the connection.</summary>
    public static Fault ResetAfterAnswer { get; } = new(async exchange =>
    {
        await exchange.AnswerAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, exchange.Ended);
        exchange.Abort();
    });
}

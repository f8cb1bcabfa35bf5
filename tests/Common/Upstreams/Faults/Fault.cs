namespace McpService.Common.Upstreams.Faults;

/// <summary>One way for an upstream to misbehave. The parts of this class list the ways by kind.</summary>
/// <param name="apply">Changes the exchange and lets it answer, or writes an answer of its own.</param>
public sealed partial class Fault(Func<UpstreamExchange, Task> apply)
{
    private const string Json = "application/json";

    internal Task ApplyAsync(UpstreamExchange exchange) => apply(exchange);
}

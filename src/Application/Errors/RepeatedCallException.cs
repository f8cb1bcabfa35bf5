namespace McpService.Application.Errors;

/// <summary>A call of this <c>Idempotency-Key</c> was begun before, and there is no result of it to give; this one was not made.</summary>
public sealed class RepeatedCallException : GatewayException
{
    // A call may take long, but most do not.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private RepeatedCallException(string code, string message)
        : base(code, message)
    {
    }

    /// <summary>When to ask again; null where that does not help.</summary>
    public TimeSpan? ComeAgain { get; private init; }

    /// <summary>The first one has not ended.</summary>
    public static RepeatedCallException UnderWay() => new("idempotency_key_in_flight", "The call that was given this Idempotency-Key first is under way. Ask again for its result.") { ComeAgain = Soon };

    /// <summary>The first one may have run.</summary>
    public static RepeatedCallException OutcomeUnknown() => new(
        "outcome_unknown", "The call that was given this Idempotency-Key first may have run; what came of it is not known. It is not made again under this key.");

    /// <summary>The first one ran to its end, and its result was too large to keep.</summary>
    public static RepeatedCallException NotKept() => new(
        "result_not_kept", $"The call that was given this Idempotency-Key first has run; its result, over {Bounds.KeptResult / 1024} KiB, is not kept. It is not made again under this key.");
}

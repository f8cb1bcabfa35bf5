namespace McpService.WebApi.OpenApi;

/// <summary>An error: RFC 9457 problem details.</summary>
internal sealed record ProblemDocument
{
    /// <summary>Always <c>about:blank</c>: <see cref="Code"/> tells problems apart.</summary>
    /// <example>about:blank</example>
    public required string Type { get; init; }

    /// <summary>The status in words.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>What is wrong, for people.</summary>
    public required string Detail { get; init; }

    /// <summary>What is wrong, for programs.</summary>
    public required string Code { get; init; }

    /// <summary>Id of the request, as in the header X-Request-Id and in the operator's log.</summary>
    public required string RequestId { get; init; }

    /// <summary>Sending the same request again is safe and may help.</summary>
    public required bool Retryable { get; init; }

    /// <summary>Where an upstream was concerned: <c>not_sent</c>, <c>failed</c> (it said no) or <c>unknown</c> (it may have run).</summary>
    public string? Outcome { get; init; }

    /// <summary>Faults by field, on <c>validation_failed</c>.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }
}

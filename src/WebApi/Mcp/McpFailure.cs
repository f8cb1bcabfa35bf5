using FluentValidation;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.WebApi.Errors;

namespace McpService.WebApi.Mcp;

/// <summary>A failed exchange as its client sees it: a JSON-RPC error, and the HTTP status that goes with it where the client sees one.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">JSON-RPC error response.</param>
/// <param name="RetryAfter">When to come again; null where nobody can say.</param>
internal sealed record McpFailure(int Status, byte[] Body, TimeSpan? RetryAfter = null)
{
    /// <summary>The failure, or null for one that is about HTTP alone, or of our own making.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="id">Id of the client's request as it stood there; empty where no answer is due.</param>
    /// <param name="requestId">Id of the HTTP request.</param>
    public static McpFailure? Of(Exception failure, ReadOnlyMemory<byte> id, string requestId)
    {
        switch (failure)
        {
            case McpException refused:
                return new McpFailure(refused.Status, JsonRpcError.Write(refused.Id.Span, refused.Code, refused.Message, refused.ErrorData));
            case UpstreamException upstream:
                // A request gets its JSON-RPC answer with 200; one that waits must see the status that tells it to.
                var status = upstream.RetryAfter is null && !id.IsEmpty ? StatusCodes.Status200OK : ErrorTable.StatusOf(upstream.Failure) ?? StatusCodes.Status502BadGateway;
                return new McpFailure(status, JsonRpcError.Write(id.Span, upstream, requestId), upstream.RetryAfter);
            case ValidationException invalid:
                var faults = string.Join(' ', invalid.Errors.Select(e => $"{e.PropertyName} {e.ErrorMessage}"));
                return new McpFailure(IsAnswer(invalid, id) ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest, JsonRpcError.Write(id.Span, JsonRpcCodes.InvalidParams, faults, null));
            case TooManyCallsException busy:
                return new McpFailure(StatusCodes.Status429TooManyRequests, NotSent(busy, id.Span, requestId), TooManyCallsException.ComeAgain);
            case OverloadedException full:
                return new McpFailure(StatusCodes.Status503ServiceUnavailable, NotSent(full, id.Span, requestId), OverloadedException.ComeAgain);
            case CircuitOpenException open:
                return new McpFailure(StatusCodes.Status503ServiceUnavailable, NotSent(open, id.Span, requestId), open.ComeAgain);
            case UnavailableException away:
                return new McpFailure(StatusCodes.Status503ServiceUnavailable, NotSent(away, id.Span, requestId), ErrorTable.ComeAgain);
            case TooManyIdempotencyKeysException many:
                return new McpFailure(StatusCodes.Status429TooManyRequests, NotSent(many, id.Span, requestId), many.ComeAgain);
            case RepeatedCallException or IdempotencyKeyReusedException:
                return OfProblem(ErrorTable.ProblemOf(failure), id, requestId);
            default:
                return null;
        }
    }

    /// <summary>A failure of our own making, where there is no HTTP status to say so.</summary>
    public static McpFailure Unexpected(ReadOnlyMemory<byte> id, string requestId)
    {
        var problem = Problem.OfStatus(StatusCodes.Status500InternalServerError);
        var data = new { code = problem.Code, retryable = problem.Retryable, outcome = CallOutcome.Unknown.Spelled(), requestId };
        return new McpFailure(problem.Status, JsonRpcError.Write(id.Span, JsonRpcCodes.InternalError, problem.Detail, data));
    }

    /// <summary>A repetition that gets no result. As with other failures of a request, only one that is to wait sees a status of its own.</summary>
    private static McpFailure OfProblem(Problem problem, ReadOnlyMemory<byte> id, string requestId)
    {
        var data = new { code = problem.Code, retryable = problem.Retryable, outcome = (problem.Outcome ?? CallOutcome.NotSent).Spelled(), requestId };
        var status = problem.RetryAfter is null ? StatusCodes.Status200OK : problem.Status;
        return new McpFailure(status, JsonRpcError.Write(id.Span, JsonRpcCodes.InternalError, problem.Detail, data), problem.RetryAfter);
    }

    /// <summary>What is wrong inside a request is answered like any other answer to it; what is wrong with the exchange is not.</summary>
    private static bool IsAnswer(ValidationException invalid, ReadOnlyMemory<byte> id) =>
        !id.IsEmpty && invalid.Errors.All(f => f.PropertyName is "method" || f.PropertyName.StartsWith("params.", StringComparison.Ordinal));

    private static byte[] NotSent(GatewayException failure, ReadOnlySpan<byte> id, string requestId) => JsonRpcError.Write(
        id, JsonRpcCodes.InternalError, failure.Message, new { code = failure.Code, retryable = true, outcome = CallOutcome.NotSent.Spelled(), requestId });
}

using McpService.Application;
using McpService.Application.Callers;
using McpService.Application.Calls;
using McpService.Application.Errors;
using McpService.Application.Memory;
using McpService.WebApi.Errors;

namespace McpService.WebApi.Bodies;

/// <summary>
/// The one way a body comes in, whatever the door: JSON as it is, within the route's bound and the process's budget. A tenant's bodies are
/// waited for in as many slots as it may have calls, so that one that sends them slowly takes memory from itself alone.
/// </summary>
public sealed class BodyReader(ICallSlots slots, MemoryBudget budget)
{
    /// <summary>Reads a body of at most <paramref name="maxLength"/> bytes.</summary>
    /// <exception cref="RequestRefusedException">Too large, of another type, compressed, or not HTTP.</exception>
    /// <exception cref="TooManyCallsException">As many bodies of the tenant are on their way as may be.</exception>
    /// <exception cref="OverloadedException">The process holds as much as it may.</exception>
    internal ValueTask<RequestBody> ReadAsync(ICallContext call, HttpRequest request, int maxLength, CancellationToken cancellationToken) =>
        JsonMediaType.IsAcceptable(request) ? FillAsync(call, request, maxLength, cancellationToken) : throw Refused(StatusCodes.Status415UnsupportedMediaType);

    /// <summary>Reads the body of a REST route that does without one; null where there is none, whatever its type.</summary>
    /// <exception cref="RequestRefusedException">Too large, of another type, compressed, or not HTTP.</exception>
    /// <exception cref="OverloadedException">The process holds as much as it may.</exception>
    internal async ValueTask<RequestBody?> ReadOptionalAsync(ICallContext call, HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await FillAsync(call, request, Bounds.Body, cancellationToken);
        if (body.Length > 0 && JsonMediaType.IsAcceptable(request)) return body;

        var isEmpty = body.Length == 0;
        body.Dispose();
        return isEmpty ? null : throw Refused(StatusCodes.Status415UnsupportedMediaType);
    }

    private static RequestRefusedException Refused(int status) => new(Problem.OfStatus(status));

    private async ValueTask<RequestBody> FillAsync(ICallContext call, HttpRequest request, int maxLength, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxLength) throw Refused(StatusCodes.Status413PayloadTooLarge);

        var body = new RequestBody(budget);
        try
        {
            if (body.TryFill(request.BodyReader, maxLength)) return body;
            using var slot = call.Caller.Tenant is { } tenant ? slots.TakeReading(tenant) : null;
            await body.FillAsync(request.BodyReader, maxLength, cancellationToken);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }
}

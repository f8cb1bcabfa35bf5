using McpService.Application.Errors;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Http;

/// <summary>The rest of an upstream's stream that ended before the answer, where the gateway is the one who has to come back for it.</summary>
internal static class ResumedStream
{
    /// <param name="http">The way to the upstream.</param>
    /// <param name="request">What was sent.</param>
    /// <param name="time">Clock.</param>
    public static ResumeStream Of(UpstreamHttp http, UpstreamRequest request, TimeProvider time) => async (lastEventId, after, cancellationToken) =>
    {
        await Task.Delay(after, time, cancellationToken);
        return await OpenAsync(http, request with { Verb = HttpMethod.Get, LastEventId = lastEventId, ParameterHeaders = [], Body = default, Operation = null }, cancellationToken);
    };

    /// <remarks>Whatever goes wrong here, the request was sent: it may have run, and is never sent again.</remarks>
    private static async Task<Stream> OpenAsync(UpstreamHttp http, UpstreamRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var response = await http.SendAsync(request, cancellationToken);
            if (response is { IsSuccess: true, IsEventStream: true }) return response.Open();
            response.Dispose();
        }
        catch (Exception failure) when (failure is UpstreamException or FormatException)
        {
            // No answer, or an id that no header can carry.
            throw new UpstreamException(UpstreamFailure.Disconnected, inner: failure);
        }

        throw new UpstreamException(UpstreamFailure.Disconnected);
    }
}

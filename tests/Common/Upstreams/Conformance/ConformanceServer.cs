using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpService.Common.Upstreams.Conformance;

/// <summary>What the suite wants of a server, on the C# SDK.</summary>
#pragma warning disable MCP9005 // Older clients set a log level.
internal static class ConformanceServer
{
    /// <param name="services">Of the host it runs in.</param>
    /// <param name="revision">The only one it speaks; null for all that its transport does.</param>
    public static IMcpServerBuilder AddTo(IServiceCollection services, string? revision) => services
            .AddMcpServer(options => (options.ServerInfo, options.ProtocolVersion) = (new Implementation { Name = "conformance-upstream", Version = "1.0.0" }, revision))
            .WithTools([typeof(ContentTools), typeof(StreamTools), typeof(DialogueTools), typeof(InputTools), typeof(DiagnosticTools)])
            .WithTools([ContentTools.FullSchema])
            .WithPrompts([typeof(ConformancePrompts)])
            .WithResources([typeof(ConformanceResources)])
            .WithRequestFilters(filters => filters.AddReadResourceFilter(NamesWhatIsMissing))
            .WithCompleteHandler((request, _) => ValueTask.FromResult(Complete(request.Params.Argument.Value)))
            .WithSubscribeToResourcesHandler((_, _) => ValueTask.FromResult(new EmptyResult()))
            .WithUnsubscribeFromResourcesHandler((_, _) => ValueTask.FromResult(new EmptyResult()))
            .WithSetLoggingLevelHandler((_, _) => ValueTask.FromResult(new EmptyResult()));

    /// <summary>"Servers SHOULD include the requested URI in the error data" (SEP-2164); the SDK does not.</summary>
    private static McpRequestHandler<ReadResourceRequestParams, ReadResourceResult> NamesWhatIsMissing(
        McpRequestHandler<ReadResourceRequestParams, ReadResourceResult> next) => async (request, cancellationToken) =>
    {
        try
        {
            return await next(request, cancellationToken);
        }
        catch (McpProtocolException exception)
        {
            exception.Data["uri"] = request.Params.Uri;
            throw;
        }
    };

    private static CompleteResult Complete(string start)
    {
        string[] values = [.. ((string[])["paris", "park", "party"]).Where(value => value.StartsWith(start, StringComparison.Ordinal))];
        return new CompleteResult { Completion = new Completion { Values = values, Total = values.Length, HasMore = false } };
    }
}

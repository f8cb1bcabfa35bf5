namespace McpService.Common.Upstreams;

internal sealed record Refusal(int Status, string ContentType, string Body)
{
    public Task SendAsync(UpstreamExchange exchange) => exchange.RespondAsync(Status, ContentType, Body);
}

using Microsoft.AspNetCore.Http;

namespace McpService.LoadTests.Servers;

/// <summary>The floor: what any proxy in .NET has to do, and nothing else.</summary>
internal static class BareForwarder
{
    public const string Role = "bare";

    public static async Task RunAsync(int port, Uri target)
    {
        var client = new HttpMessageInvoker(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false });
        await LoopbackServer.RunAsync(port, context => ForwardAsync(context, client, target));
    }

    private static async Task ForwardAsync(HttpContext context, HttpMessageInvoker client, Uri target)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), target) { Content = new StreamContent(context.Request.Body) };
        request.Content.Headers.Add("Content-Type", context.Request.ContentType);
        request.Content.Headers.ContentLength = context.Request.ContentLength;
        request.Headers.Add("Accept", "application/json, text/event-stream");
        using var response = await client.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        context.Response.ContentLength = response.Content.Headers.ContentLength;
        await using var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
        await body.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}

using System.Net.Http.Headers;
using System.Text;
using McpService.Common.Gateway;

namespace McpService.FunctionalTests.Cases;

/// <summary>Bodies as bytes, to every route that takes one.</summary>
internal abstract class InputFixture : CaseFixture
{
    protected const string Tool = "tool";
    protected const string Mcp = "mcp";
    protected const string Tenants = "/api/tenants";
    protected const string Token = "/api/auth/token";

    /// <summary>Both doors of a tenant, and the operator's two.</summary>
    protected static readonly string[] Routes = [Tool, Mcp, Tenants, Token];

    /// <summary>Sends all of them at once, each to every route.</summary>
    protected Task<Answer[]> ToEveryRouteAsync(params string[] bodies) => Task.WhenAll(Routes.SelectMany(route => bodies.Select(body => BytesAsync(route, body))));

    /// <param name="route">One of <see cref="Routes"/>.</param>
    /// <param name="latin1">The body, a byte for each character.</param>
    /// <param name="contentType">Empty for none.</param>
    /// <param name="encoding"><c>Content-Encoding</c>, or null.</param>
    /// <param name="chunked">Without a length.</param>
    protected async Task<Answer> BytesAsync(string route, string latin1, string contentType = "application/json", string? encoding = null, bool chunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, route is Tool ? A.ToolPath : route is Mcp ? A.McpPath : route);
        request.Content = new ByteArrayContent(Encoding.Latin1.GetBytes(latin1));
        if (contentType.Length > 0) request.Content.Headers.Add("Content-Type", contentType);
        if (encoding is not null) request.Content.Headers.ContentEncoding.Add(encoding);
        request.Headers.TransferEncodingChunked = chunked ? true : null;
        if (route is Tool or Mcp) request.Headers.Add("x-api-key", A.ApiKey);
        if (route is Mcp) request.Headers.Add("Accept", "application/json, text/event-stream");
        if (route is Tenants) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", GatewayProcess.AdminKey);
        using var response = await Gateway.Client.SendAsync(request);
        return Observe(await Answer.ReadAsync(response));
    }

    protected static void AllShouldBe(IEnumerable<Answer> answers, params int[] statuses)
    {
        foreach (var answer in answers) statuses.ShouldContain((int)answer.Status, answer.ToString());
    }

    /// <summary>What the tool <c>echo</c> was given, as it stands in the answer.</summary>
    protected static string EchoedIn(Answer answer)
    {
        var text = new Matrix.VisitAnswer((int)answer.Status, answer.Text).Json;
        var result = text.TryGetProperty("result", out var inner) ? inner : text;
        return result.GetProperty("structuredContent").GetRawText();
    }

    /// <summary><c>echo</c> at a door gives these arguments back to the byte.</summary>
    protected async Task ShouldPassUnchangedAsync(CaseDoor door, string arguments)
    {
        ExpectedCalls++;
        var answer = await CallAsync(door, A.TenantId, "echo", arguments, A.KeyHeader);
        ((int)answer.Status).ShouldBe(200, answer.ToString());
        EchoedIn(answer).ShouldBe(arguments);
    }
}

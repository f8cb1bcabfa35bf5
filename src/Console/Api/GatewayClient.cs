using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using McpService.Console.Sessions;

namespace McpService.Console.Api;

/// <summary>Sends requests to the gateway's public API as whoever is signed in.</summary>
public sealed class GatewayClient(HttpClient http, Session session, Connection connection)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Where the gateway is, for snippets.</summary>
    public Uri Address => http.BaseAddress!;

    /// <exception cref="ProblemException">The gateway said no, or does not answer.</exception>
    public async Task<T> GetAsync<T>(string path) => await ReadAsync<T>(await SendAsync(HttpMethod.Get, path, null, session.Token));

    /// <exception cref="ProblemException">The gateway said no, or does not answer.</exception>
    public async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, string? token = null) =>
        await ReadAsync<T>(await SendAsync(method, path, body, token ?? session.Token));

    /// <exception cref="ProblemException">The gateway said no, or does not answer.</exception>
    public async Task SendAsync(HttpMethod method, string path, object? body)
    {
        using var response = await SendAsync(method, path, body, session.Token);
        if (!response.IsSuccessStatusCode) throw await ProblemOfAsync(response);
    }

    /// <summary>A file.</summary>
    /// <exception cref="ProblemException">The gateway said no, or does not answer.</exception>
    public async Task<byte[]> GetBytesAsync(string path, string mediaType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        ShowCredentials(request, session.Token);
        request.Headers.Accept.ParseAdd(mediaType);
        using var response = await SendAsync(request);
        return response.IsSuccessStatusCode ? await response.Content.ReadAsByteArrayAsync() : throw await ProblemOfAsync(response);
    }

    /// <summary>A request with an API key and nothing else.</summary>
    /// <exception cref="ProblemException">The gateway said no, or does not answer.</exception>
    public async Task<T> PostWithKeyAsync<T>(string path, string apiKey)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Add("x-api-key", apiKey);
        return await ReadAsync<T>(await SendAsync(request));
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body, string? token)
    {
        using var request = new HttpRequestMessage(method, path);
        ShowCredentials(request, token);
        if (body is not null) request.Content = JsonContent.Create(body, options: Json);
        return await SendAsync(request);
    }

    /// <summary>The key goes with the token that was got for it, and only where the gateway wants both; a token is renewed by itself, else its eight hours would begin again.</summary>
    private void ShowCredentials(HttpRequestMessage request, string? token)
    {
        if (token is null) return;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var isRenewal = request.RequestUri!.OriginalString.StartsWith("api/auth/", StringComparison.Ordinal);
        if (session.ApiKey is { } key && token == session.Token && !isRenewal) request.Headers.Add("x-api-key", key);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        try
        {
            var response = await http.SendAsync(request);
            connection.Answered();
            if (response.StatusCode == HttpStatusCode.Unauthorized && request.Headers.Authorization?.Parameter == session.Token) session.End();
            return response;
        }
        catch (HttpRequestException)
        {
            connection.Lost();
            throw new ProblemException(Problem.Away);
        }
    }

    // To its last byte: a body that is left before its end counts as a request given up.
    private static async Task<T> ReadAsync<T>(HttpResponseMessage response)
    {
        using (response)
        {
            return response.IsSuccessStatusCode ? JsonSerializer.Deserialize<T>(await response.Content.ReadAsByteArrayAsync(), Json)! : throw await ProblemOfAsync(response);
        }
    }

    private static async Task<ProblemException> ProblemOfAsync(HttpResponseMessage response)
    {
        try
        {
            return new ProblemException(JsonSerializer.Deserialize<Problem>(await response.Content.ReadAsByteArrayAsync(), Json)!);
        }
        catch (JsonException)
        {
            return new ProblemException(new Problem((int)response.StatusCode, null, $"Something on the way to the gateway answered with {(int)response.StatusCode}.", null, null, false, null));
        }
    }
}

using System.Net.Sockets;
using System.Text;
using McpService.Common.Gateway;

namespace McpService.LoadTests.Proof.Stage;

/// <summary>One of the requests that are nearly right: sent, and spelled out where it is to be looked at.</summary>
internal sealed class BadRequest : IDisposable
{
    private const int MostSpelled = 2_000;

    // Half a request has no answer: the server waits for the rest.
    private static readonly TimeSpan RawLimit = TimeSpan.FromSeconds(1);

    private readonly HttpRequestMessage? _request;
    private readonly byte[] _bytes;

    /// <summary>What an HTTP client sends.</summary>
    public BadRequest(HttpRequestMessage request, byte[] body) => (_request, _bytes) = (request, body);

    /// <summary>What no HTTP client would.</summary>
    public BadRequest(byte[] raw) => _bytes = raw;

    public bool IsRaw => _request is null;

    /// <returns>The status; 0 where the connection was closed, or where a stream waits for what never comes.</returns>
    public async Task<int> SendAsync(GatewayProcess gateway)
    {
        try
        {
            return _request is null ? await SendRawAsync(gateway) : await SendAsync(gateway, _request);
        }
        catch (Exception refused) when (refused is HttpRequestException or SocketException or IOException or OperationCanceledException)
        {
            return 0;
        }
    }

    /// <summary>What was sent, but for the credential that is the same for all.</summary>
    public override string ToString()
    {
        var text = Encoding.Latin1.GetString(_bytes);
        if (_request is { } r)
        {
            var headers = r.Headers.NonValidated.Where(h => h.Key != "Authorization").Concat(r.Content!.Headers.NonValidated);
            text = $"{r.Method} {r.RequestUri}\n{string.Join('\n', headers.Select(h => $"{h.Key}: {h.Value}"))}\n\n{text}";
        }

        return string.Concat(text.Take(MostSpelled).Select(c => char.IsControl(c) || c > '~' ? $"\\x{(int)c:x2}" : c.ToString()));
    }

    public void Dispose() => _request?.Dispose();

    private static async Task<int> SendAsync(GatewayProcess gateway, HttpRequestMessage request)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        return (int)response.StatusCode;
    }

    private async Task<int> SendRawAsync(GatewayProcess gateway)
    {
        using var limit = new CancellationTokenSource(RawLimit);
        var answer = await RawHttp.ExchangeAsync(gateway.Address, _bytes, limit.Token);
        return answer.Length > 11 && answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && int.TryParse(answer.AsSpan(9, 3), out var status) ? status : 0;
    }
}

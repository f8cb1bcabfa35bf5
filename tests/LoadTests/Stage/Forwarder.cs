using McpService.Common.Waiting;

namespace McpService.LoadTests.Stage;

/// <summary>A server that is up.</summary>
/// <param name="Address">Where messages are posted.</param>
/// <param name="ProcessId">Whose costs count.</param>
internal sealed record Forwarder(Uri Address, int ProcessId)
{
    public static async Task<Forwarder> WhenAnsweringAsync(Uri address, int processId)
    {
        using var client = new HttpClient();
        await Eventually.TrueAsync(IsAnsweringAsync, $"An answer of {address}", TimeSpan.FromSeconds(30));
        return new Forwarder(address, processId);

        async Task<bool> IsAnsweringAsync(CancellationToken cancellationToken)
        {
            try
            {
                using var content = new StringContent("{}");
                using var answer = await client.PostAsync(address, content, cancellationToken);
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false; // It does not listen yet.
            }
        }
    }
}

namespace McpService.Console.Sessions;

/// <summary>Whether the gateway answers. Once it does not it is asked every few seconds until it does.</summary>
public sealed class Connection(HttpClient http, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    public event Action? Changed;

    public bool IsAway { get; private set; }

    public void Lost()
    {
        if (IsAway) return;
        IsAway = true;
        Changed?.Invoke();
        _ = WaitAsync();
    }

    public void Answered()
    {
        if (!IsAway) return;
        IsAway = false;
        Changed?.Invoke();
    }

    private async Task WaitAsync()
    {
        while (IsAway)
        {
            await Task.Delay(Interval, time);
            try
            {
                using var response = await http.GetAsync(new Uri("health/live", UriKind.Relative));
                Answered();
            }
            catch (HttpRequestException)
            {
                // Still away.
            }
        }
    }
}

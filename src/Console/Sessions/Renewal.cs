using McpService.Console.Api;

namespace McpService.Console.Sessions;

/// <summary>Asks for a new token before the one in hand ends, for as long as the gateway gives any: eight hours from when the key was shown.</summary>
public sealed class Renewal(GatewayClient gateway, Session session, TimeProvider time)
{
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(20);

    /// <summary>Until somebody else signs in, or nobody is.</summary>
    public async Task KeepAsync(int expiresIn)
    {
        var (turn, wait) = (session.Turn, WaitOf(expiresIn));
        while (true)
        {
            await Task.Delay(wait, time);
            if (session.Turn != turn || session.HasEnded) return;
            try
            {
                var token = await gateway.SendAsync<TokenResponse>(HttpMethod.Post, session.Role == Role.Operator ? "api/auth/token" : "api/auth/tenant-token", null);
                if (session.Turn != turn) return;
                session.Renew(token.Token);
                wait = WaitOf(token.ExpiresIn);
            }
            catch (ProblemException refused) when (refused.Problem.Status is 401 or 403)
            {
                return; // The next request finds out and says so.
            }
            catch (ProblemException)
            {
                wait = Again;
            }
        }
    }

    private static TimeSpan WaitOf(int expiresIn) => TimeSpan.FromSeconds(Math.Max(5, expiresIn - Early.TotalSeconds));
}

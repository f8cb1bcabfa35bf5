using System.Text.Json;
using McpService.Console.Sessions;

namespace McpService.Console.Api;

/// <summary>How the gateway is.</summary>
public sealed class HealthClient(HttpClient http, Connection connection)
{
    /// <summary>A gateway that is not well answers with 503 and the same body.</summary>
    /// <exception cref="ProblemException">It does not answer.</exception>
    public async Task<Health> GetAsync()
    {
        try
        {
            using var response = await http.GetAsync(new Uri("health", UriKind.Relative));
            return JsonSerializer.Deserialize<Health>(await response.Content.ReadAsByteArrayAsync(), JsonSerializerOptions.Web)!;
        }
        catch (HttpRequestException)
        {
            connection.Lost();
            throw new ProblemException(Problem.Away);
        }
    }
}

/// <summary>How the gateway is.</summary>
public sealed record Health(string Status, int ActiveTenants, DatabaseHealth Database, MemoryUse Memory, long UptimeSeconds, string Version, int ExpiringCredentials);

/// <summary>How its database is.</summary>
public sealed record DatabaseHealth(string Status, string Provider, double LatencyMs);

/// <summary>Its memory.</summary>
public sealed record MemoryUse(long WorkingSetBytes, long HeapBytes);

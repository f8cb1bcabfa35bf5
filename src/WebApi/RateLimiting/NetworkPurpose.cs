namespace McpService.WebApi.RateLimiting;

/// <summary>What a network's requests are counted for. The numbers are stored.</summary>
internal enum NetworkPurpose
{
    /// <summary>A credential that proved wrong, on any route that asks for one.</summary>
    Credential = 1,

    /// <summary>A request to a route that hands out tokens.</summary>
    TokenRequest = 2,

    /// <summary>A key that such a route refused.</summary>
    RefusedToken = 3,
}

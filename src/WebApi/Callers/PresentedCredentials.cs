using McpService.Domain.Tenants;

namespace McpService.WebApi.Callers;

/// <summary>What a request shows to prove who is asking. Headers only: what is in a query ends up in logs.</summary>
/// <param name="ApiKey">Value of <c>x-api-key</c>, or null.</param>
/// <param name="Bearer">Value of <c>Authorization: Bearer</c>, or null.</param>
/// <param name="AreReadable">False for a header given twice, of another scheme, or too long to be ours.</param>
internal readonly record struct PresentedCredentials(string? ApiKey, string? Bearer, bool AreReadable)
{
    public const string ApiKeyHeader = "x-api-key";

    private const int MaxLength = 8 * 1024;
    private const string Scheme = "Bearer ";

    public bool IsEmpty => AreReadable && ApiKey is null && Bearer is null;

    public static PresentedCredentials Of(IHeaderDictionary headers)
    {
        var keys = headers[ApiKeyHeader];
        var authorizations = headers.Authorization;
        if (keys.Count > 1 || authorizations.Count > 1) return default;

        string? key = keys, authorization = authorizations;
        if (key?.Length > MaxLength || authorization?.Length > MaxLength) return default;
        if (authorization is null) return new PresentedCredentials(key, null, AreReadable: true);
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return default;

        return new PresentedCredentials(key, authorization[Scheme.Length..].Trim(' '), AreReadable: true);
    }
}

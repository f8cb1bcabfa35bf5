namespace McpService.WebApi.Hosting;

/// <summary>What a tenant has to show.</summary>
public enum TenantAuth
{
    /// <summary>An API key or a token.</summary>
    Any,

    /// <summary>An API key in <c>x-api-key</c> and a token in <c>Authorization</c>.</summary>
    Both,
}

using McpService.WebApi.Hosting;
using Microsoft.Extensions.Options;

namespace McpService.WebApi.Callers;

/// <summary>What a tenant's token is worth by itself, as <c>TENANT_AUTH</c> has it.</summary>
public sealed class TokenWorth(IOptions<ServerOptions> options)
{
    /// <summary>Nothing: the API key has to be shown beside it.</summary>
    public bool NeedsBoth => options.Value.TenantAuth == TenantAuth.Both;
}

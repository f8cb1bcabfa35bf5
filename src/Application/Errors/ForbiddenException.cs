namespace McpService.Application.Errors;

/// <summary>The caller is known and may not do this.</summary>
public sealed class ForbiddenException(string code, string message) : GatewayException(code, message)
{
    public static ForbiddenException Suspended() => new("tenant_suspended", "The tenant is suspended. The operator can resume it.");
}

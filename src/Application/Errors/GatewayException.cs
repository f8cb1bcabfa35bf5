namespace McpService.Application.Errors;

/// <summary>A failure with a stable code; one place in WebApi turns it into an answer.</summary>
/// <param name="code">Machine-readable, snake_case.</param>
/// <param name="message">For the caller; says how to mend it where it can be mended. Never a secret.</param>
public abstract class GatewayException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}

/// <summary>There is no such thing, or not for this caller; the two are not told apart.</summary>
public sealed class NotFoundException(string code, string message) : GatewayException(code, message)
{
    public static NotFoundException Tenant() => new("tenant_not_found", "There is no such tenant.");
}

/// <summary>The credential presented proves nothing.</summary>
public sealed class UnauthorizedException(string code, string message) : GatewayException(code, message);

/// <summary>Something the service needs is away; nothing was done, and the same request may succeed later.</summary>
public sealed class UnavailableException(string code, string message) : GatewayException(code, message)
{
    public static UnavailableException Database() => new("database_unavailable", "The database does not answer. Try again shortly.");
}

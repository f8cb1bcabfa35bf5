namespace McpService.Domain;

/// <summary>The state of a thing does not allow what was asked: resume of an active tenant, a lost update.</summary>
/// <param name="code">Stable, machine-readable, snake_case: <c>tenant_not_suspended</c>.</param>
/// <param name="message">For people; says how to mend it. Never a secret.</param>
public sealed class ConflictException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}

namespace McpService.Domain;

/// <summary>The state of a thing does not allow what was asked: resume of an active tenant, a lost update.</summary>
/// <param name="code">Stable, machine-readable, snake_case: <c>tenant_not_suspended</c>.</param>
/// <param name="message">For people; says how to mend it. Never a secret.</param>
public sealed class ConflictException(string code, string message) : Exception(message)
{
    private const string ChangedCode = "tenant_changed";

    public string Code { get; } = code;

    /// <summary>Two writers read the same revision, and this one came second.</summary>
    public bool IsLostUpdate => Code == ChangedCode;

    public static ConflictException TenantChanged() =>
        new(ChangedCode, "Somebody else changed the tenant at the same time. Read it again and repeat the change.");
}

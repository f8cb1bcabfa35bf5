namespace McpService.FunctionalTests.Matrix;

/// <summary>What holds at every door.</summary>
public enum DoorRule
{
    /// <summary>Nobody passes without a credential, or with a wrong one: 401.</summary>
    Authentication,

    /// <summary>What is another tenant's is not there: 404.</summary>
    Tenant,

    /// <summary>A suspended tenant is 403.</summary>
    Suspension,

    /// <summary>A tool of an integration that the tenant does not have is neither listed nor called.</summary>
    Integration,

    /// <summary>A tool that the tenant's policy denies is neither listed nor called.</summary>
    Policy,

    /// <summary>A tool's name is a text of at most 256 characters.</summary>
    Names,

    /// <summary>A body is at most so large: 413.</summary>
    Sizes,

    /// <summary>A tenant has at most 100 streams open: 429.</summary>
    Streams,

    /// <summary>A tenant has at most its number of calls under way: <c>tenant_concurrency</c>.</summary>
    Slots,

    /// <summary>A call leaves an intent and an outcome in the trail.</summary>
    Audit,

    /// <summary>A key that is revoked opens nothing, and ends what it opened.</summary>
    KeyRevoked,
}

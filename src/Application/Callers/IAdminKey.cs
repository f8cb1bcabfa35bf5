using McpService.Domain.Secrets;

namespace McpService.Application.Callers;

/// <summary>The operator's key.</summary>
public interface IAdminKey
{
    /// <summary>Compares in fixed time.</summary>
    bool Matches(Secret candidate);
}

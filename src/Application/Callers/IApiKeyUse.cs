namespace McpService.Application.Callers;

/// <summary>Takes note of when API keys are used, so that operators see which are still needed.</summary>
public interface IApiKeyUse
{
    /// <summary>The key was used now. Costs the caller nothing: it is written later, once a minute at most.</summary>
    void Note(string keyId);
}

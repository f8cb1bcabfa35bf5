namespace McpService.Application.Upstream;

/// <summary>Takes note of what the upstream thinks of a credential, for operators to see. Costs a call nothing: what there is to write is written beside it.</summary>
public interface ICredentialVerdicts
{
    /// <summary>The upstream answered 401 or 403.</summary>
    void Refused(UpstreamTarget target);

    /// <summary>The upstream took it.</summary>
    void Accepted(UpstreamTarget target);
}

using McpService.Application.Errors;
using McpService.Application.Tenants;

namespace McpService.Application.Calls;

/// <summary>Counts each tenant's upstream calls under way, so that one tenant's slow calls do not take everybody's sockets and memory.</summary>
public interface ICallSlots
{
    /// <summary>A slot for one call; disposing it gives it back.</summary>
    /// <exception cref="TooManyCallsException">As many as the tenant may have are under way.</exception>
    IDisposable Take(TenantSnapshot tenant);

    /// <summary>A slot to wait for one request's body in; there are as many as for calls, and they are counted apart: an answer that a call waits for must get in.</summary>
    /// <exception cref="TooManyCallsException">As many as the tenant may have are taken.</exception>
    IDisposable TakeReading(TenantSnapshot tenant);
}

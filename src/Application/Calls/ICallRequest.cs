using McpService.Application.Callers;

namespace McpService.Application.Calls;

/// <summary>
/// An upstream call. It brings along whose it is: what serves calls is made once and shared by all of them (6 µs a call), so it must never
/// be given a caller of its own, which would be somebody else's for all calls but one.
/// </summary>
public interface ICallRequest
{
    ICallContext Context { get; }
}

using MediatR;

namespace McpService.Application.Calls;

/// <summary>
/// Sends upstream calls to what serves them. One for all calls, since all that serves them is made once and shared; a request whose handler belongs to one HTTP request is not found by it.
/// </summary>
public sealed class CallMediator(IServiceProvider services) : Mediator(services.GetService!);

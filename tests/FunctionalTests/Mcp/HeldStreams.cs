using McpService.Application.Mcp;
using McpService.Application.Mcp.RelayMessage;
using MediatR;

namespace McpService.FunctionalTests.Mcp;

/// <summary>Holds requests for streams back before they reach the relay, as a slow look-up does it.</summary>
internal sealed class HeldStreams : IPipelineBehavior<RelayMessageCommand, McpReply>
{
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _overtaken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>One has come so far.</summary>
    public Task Held => _held.Task;

    /// <summary>A call has come while one was held.</summary>
    public Task Overtaken => _overtaken.Task;

    public void Release() => _released.TrySetResult();

    public async Task<McpReply> Handle(RelayMessageCommand request, CancellationToken cancellationToken, RequestHandlerDelegate<McpReply> next)
    {
        if (request.Exchange.Verb == McpVerb.Get)
        {
            _held.TrySetResult();
            await _released.Task.WaitAsync(cancellationToken);
        }
        else if (request.Exchange.Message?.IsRequest(McpMethods.ToolsCall) == true && !_released.Task.IsCompleted)
        {
            _overtaken.TrySetResult();
        }

        return await next();
    }
}

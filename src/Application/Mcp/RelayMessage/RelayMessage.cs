using McpService.Application.Auditing;
using McpService.Application.Callers;
using McpService.Application.Upstream;
using McpService.Domain.Auditing;
using MediatR;

namespace McpService.Application.Mcp.RelayMessage;

/// <summary>One exchange of an MCP client with its upstream.</summary>
public sealed record RelayMessageCommand(McpExchange Exchange) : IRequest<McpReply>, IAuditedCall
{
    private McpMessage? Message => Exchange.Message;

    AuditStyle IAuditedRequest.Style => Message is { Kind: McpMessageKind.Request } ? AuditStyle.Call : AuditStyle.None;

    AuditAction IAuditedRequest.Action => Message?.Method switch
    {
        "tools/call" => AuditAction.ToolCall,
        "tools/list" => AuditAction.ToolList,
        "initialize" => AuditAction.SessionOpen,
        _ => AuditAction.McpRequest,
    };

    string? IAuditedCall.Tool => Message is null ? null : Message.IsRequest("tools/call") ? Message.Name : Message.Method;

    bool IAuditedCall.IsSubscription => Message?.IsRequest("subscriptions/listen") == true;

    ReadOnlyMemory<byte> IAuditedCall.Arguments => Message?.Arguments ?? default;
}

internal sealed class RelayMessageHandler(IMcpGateway gateway, ICallContext context) : IRequestHandler<RelayMessageCommand, McpReply>
{
    public Task<McpReply> Handle(RelayMessageCommand request, CancellationToken cancellationToken)
    {
        var tenant = context.RequiredTenant;
        var message = request.Exchange.Message;

        // The same answer as the upstream gives for a tool it does not have.
        if (message is { Name: { } tool } && message.IsRequest("tools/call") && !tenant.Tools.Allows(tool)) throw McpException.UnknownTool(message);

        return gateway.RelayAsync(UpstreamTarget.Of(tenant), request.Exchange, tenant.Tools, cancellationToken);
    }
}

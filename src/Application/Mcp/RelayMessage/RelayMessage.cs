using McpService.Application.Auditing;
using McpService.Application.Callers;
using McpService.Application.Calls;
using McpService.Application.Telemetry;
using McpService.Application.Upstream;
using McpService.Domain.Auditing;
using MediatR;

namespace McpService.Application.Mcp.RelayMessage;

/// <summary>One exchange of an MCP client with its upstream.</summary>
public sealed record RelayMessageCommand(McpExchange Exchange) : IRequest<McpReply>, IAuditedCall, IMeasuredCall, ICallRequest
{
    private McpMessage? Message => Exchange.Message;

    ICallContext ICallRequest.Context => Exchange.Context;

    AuditStyle IAuditedRequest.Style => Message is { Kind: McpMessageKind.Request } ? AuditStyle.Call : AuditStyle.None;

    AuditAction IAuditedRequest.Action => Message?.Method switch
    {
        McpMethods.ToolsCall => AuditAction.ToolCall,
        McpMethods.ToolsList => AuditAction.ToolList,
        McpMethods.Initialize => AuditAction.SessionOpen,
        _ => AuditAction.McpRequest,
    };

    string? IAuditedCall.Tool => Message is null ? null : Message.IsRequest(McpMethods.ToolsCall) ? Message.Name : Message.Method;

    bool IAuditedCall.IsSubscription => Message?.IsRequest(McpMethods.Listen) == true;

    ReadOnlyMemory<byte> IAuditedCall.Arguments => Message?.Arguments ?? default;

    string IMeasuredCall.Method => Message?.Method ?? "";

    string? IMeasuredCall.ToolName => Message?.IsRequest("tools/call") == true ? Message.Name : null;

    string? IMeasuredCall.Revision => Exchange.Revision;

    ReadOnlyMemory<byte> IMeasuredCall.Parameters => Message?.Parameters ?? default;
}

internal sealed class RelayMessageHandler(IMcpGateway gateway) : IRequestHandler<RelayMessageCommand, McpReply>
{
    public Task<McpReply> Handle(RelayMessageCommand request, CancellationToken cancellationToken)
    {
        var tenant = request.Exchange.Context.RequiredTenant;
        var message = request.Exchange.Message;

        // The same answer as the upstream gives for a tool it does not have.
        if (message is { Name: { } tool } && message.IsRequest(McpMethods.ToolsCall) && !tenant.Tools.Allows(tool)) throw McpException.UnknownTool(message);

        return gateway.RelayAsync(UpstreamTarget.Of(tenant), request.Exchange, tenant.Tools, cancellationToken);
    }
}

using McpService.Application.Auditing;
using McpService.Application.Callers;
using McpService.Application.Calls;
using McpService.Application.Idempotency;
using McpService.Application.Telemetry;
using McpService.Application.Tenants;
using McpService.Application.Tools;
using McpService.Application.Upstream;
using McpService.Application.Validation;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using MediatR;

namespace McpService.Application.Mcp.RelayMessage;

/// <summary>One exchange of an MCP client with its upstream.</summary>
public sealed record RelayMessageCommand(McpExchange Exchange) : IRequest<McpReply>, IAuditedCall, IMeasuredCall, ICallRequest, IRepeatableCall<McpReply>
{
    private McpMessage? Message => Exchange.Message;

    public KeyedCall? Keyed { get; set; }

    /// <remarks>What goes on with a call is its next round: the state that it brings is good for one.</remarks>
    string? IRepeatableCall<McpReply>.IdempotencyKey => Message is { IdempotencyKey: { } key, Continues: false } && Message.IsRequest(McpMethods.ToolsCall) ? key : null;

    string IRepeatableCall<McpReply>.IdempotencyField => $"params._meta.{McpMetaKeys.IdempotencyKey}";

    string IRepeatableCall<McpReply>.Door => "mcp";

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

    ContinuedCall? IAuditedCall.GoOn(IRequestStates states) => Exchange.Continued = states.Open(Exchange);

    void IAuditedCall.Begun(AuditEntry entry) => Exchange.Entry = entry;

    ReadOnlyMemory<byte> IAuditedCall.Arguments => Message?.Arguments ?? default;

    string IMeasuredCall.Method => Message?.Method ?? "";

    string? IMeasuredCall.ToolName => Message?.IsRequest("tools/call") == true ? Message.Name : null;

    string? IMeasuredCall.Revision => Exchange.Revision;

    ReadOnlyMemory<byte> IMeasuredCall.Parameters => Message?.Parameters ?? default;

    McpReply IRepeatableCall<McpReply>.Replay(byte[] result) => new WholeReply(ResultJson.Replayed(Message!.Id.Span, result), AuditOutcome.Replayed)
    {
        Status = 200,
        ContentType = McpMediaTypes.Json,
        IsReplayed = true,
    };
}

internal sealed class RelayMessageHandler(IMcpGateway gateway, ToolPermits permits) : IRequestHandler<RelayMessageCommand, McpReply>
{
    public Task<McpReply> Handle(RelayMessageCommand request, CancellationToken cancellationToken)
    {
        var (tenant, exchange) = (request.Exchange.Context.RequiredTenant, request.Exchange);
        var target = UpstreamTarget.Of(tenant);
        var access = AccessOf(tenant, exchange);
        var check = exchange.Message is { } message && message.IsRequest(McpMethods.ToolsCall) ? CheckCallAsync(message, access, target, cancellationToken) : default;

        // Nearly all exchanges wait for nothing here: a layer less to come back through.
        return request.Keyed is null && check.IsCompletedSuccessfully
            ? gateway.RelayAsync(target, exchange, access, cancellationToken)
            : RelayAsync(request, target, access, check, cancellationToken);
    }

    private async Task<McpReply> RelayAsync(RelayMessageCommand request, UpstreamTarget target, ToolAccess access, ValueTask check, CancellationToken cancellationToken)
    {
        await check;
        var reply = await gateway.RelayAsync(target, request.Exchange, access, cancellationToken);
        return request.Keyed is { } keyed ? KeptReply.Of(reply, keyed) : reply;
    }

    /// <summary>What the tenant may use, or as much of it as the client asks for.</summary>
    /// <exception cref="McpException">The client asks for integrations the tenant does not have.</exception>
    private static ToolAccess AccessOf(TenantSnapshot tenant, McpExchange exchange)
    {
        var (own, isDynamic) = (tenant.Access, exchange.Mode == "dynamic");
        if (exchange.Apps is not { } asked) return isDynamic ? own with { IsDynamic = true } : own;

        var narrowed = own.Integrations.Narrow(asked);
        if (narrowed == Integrations.None) throw new McpException(400, JsonRpcCodes.InvalidParams, $"apps may only name what the tenant has: {own.Integrations}.", exchange.MessageId);
        return own with { Integrations = narrowed, IsDynamic = isDynamic };
    }

    /// <exception cref="McpException">As the upstream answers for a tool it does not have; also where the call, or what it enables, cannot be read.</exception>
    private async ValueTask CheckCallAsync(McpMessage message, ToolAccess access, UpstreamTarget target, CancellationToken cancellationToken)
    {
        if (message.Name is not { } tool || !await permits.MayUseAsync(access, target, tool, cancellationToken)) throw McpException.UnknownTool(message, message.Name);
        if (!access.IsDynamic || tool != ToolAccess.Switch) return;

        var enabled = EnabledTools.Read(message.Arguments) ?? throw McpException.InvalidCall(message, $"{tool} takes {{\"tools\": [names]}}");
        if (await permits.FirstRefusedAsync(access, target, enabled, cancellationToken) is { } refused) throw McpException.UnknownTool(message, refused);
    }
}

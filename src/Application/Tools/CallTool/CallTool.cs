using FluentValidation;
using McpService.Application.Auditing;
using McpService.Application.Callers;
using McpService.Application.Calls;
using McpService.Application.Idempotency;
using McpService.Application.Mcp;
using McpService.Application.Telemetry;
using McpService.Application.Upstream;
using McpService.Application.Validation;
using McpService.Domain.Auditing;
using MediatR;

namespace McpService.Application.Tools.CallTool;

/// <summary>Runs a tool.</summary>
/// <param name="Tool">Its name, in full or without one of the tenant's integration keys.</param>
/// <param name="Arguments">A JSON object as UTF-8, passed on as it is; empty passes none.</param>
public sealed record CallToolCommand(string Tool, ReadOnlyMemory<byte> Arguments) : IRequest<ToolResult>, IAuditedCall, IMeasuredCall, ICallRequest, IRepeatableCall<ToolResult>
{
    /// <summary>Whose call.</summary>
    public required ICallContext Context { get; init; }

    /// <summary>The name stood in <c>params.name</c> of a <c>tools/call</c>, else in <c>method</c>: faults are reported where it stood.</summary>
    public bool IsNamedInParams { get; init; }

    /// <summary>The tool's full name; null until it was found.</summary>
    public string? FullName { get; set; }

    public KeyedCall? Keyed { get; set; }

    string? IRepeatableCall<ToolResult>.IdempotencyKey => Context.IdempotencyKey;

    string IRepeatableCall<ToolResult>.IdempotencyField => IdempotencyHeaders.Key;

    string IRepeatableCall<ToolResult>.Door => "rest";

    string? IAuditedCall.FullTool => FullName;

    AuditAction IAuditedRequest.Action => AuditAction.ToolCall;

    string IMeasuredCall.Method => "tools/call";

    string? IMeasuredCall.ToolName => FullName ?? Tool;

    ToolResult IRepeatableCall<ToolResult>.Replay(byte[] result) => new(owner: null, result, ResultJson.IsErrorOf(result)) { IsReplayed = true };
}

internal sealed class CallToolValidator : AbstractValidator<CallToolCommand>, IQuickValidator<CallToolCommand>
{
    public CallToolValidator()
    {
        RuleFor(c => c.Tool).ToolName().OverridePropertyName("method").When(c => !c.IsNamedInParams);
        RuleFor(c => c.Tool).ToolName().OverridePropertyName("params.name").When(c => c.IsNamedInParams);
    }

    public bool IsPlainlyValid(CallToolCommand request) => NameRules.IsPlainToolName(request.Tool);
}

internal sealed class CallToolHandler(IMcpGateway gateway, ToolNameResolver tools) : IRequestHandler<CallToolCommand, ToolResult>
{
    public Task<ToolResult> Handle(CallToolCommand request, CancellationToken cancellationToken)
    {
        var tenant = request.Context.RequiredTenant;
        var target = UpstreamTarget.Of(tenant);
        var name = tools.ResolveAsync(tenant, target, request.Tool, cancellationToken);
        if (request.Keyed is not null || !name.IsCompletedSuccessfully) return WaitAsync(request, target, name, cancellationToken);

        // Nearly all calls: a layer less to come back through.
        request.FullName = name.Result;
        return gateway.CallToolAsync(target, request.FullName, request.Arguments, cancellationToken);
    }

    private async Task<ToolResult> WaitAsync(CallToolCommand request, UpstreamTarget target, ValueTask<string> name, CancellationToken cancellationToken)
    {
        request.FullName = await name;
        var result = await gateway.CallToolAsync(target, request.FullName, request.Arguments, cancellationToken);
        request.Keyed?.Keep(result.Json.Span);
        return result;
    }
}

using FluentValidation;
using McpService.Application.Validation;
using McpService.Domain.Tenants;

namespace McpService.Application.Mcp.RelayMessage;

/// <summary>
/// What the gateway itself puts into the upstream's address, and what it keeps: names, as in every door. Everything else inside a message is
/// the upstream's to judge.
/// </summary>
internal sealed class RelayMessageValidator : AbstractValidator<RelayMessageCommand>, IQuickValidator<RelayMessageCommand>
{
    public RelayMessageValidator()
    {
        RuleFor(c => MethodOf(c)).Name().OverridePropertyName("method");
        RuleFor(c => NameOf(c)).Name().OverridePropertyName("params.name").Unless(IsAddress);
        RuleFor(c => NameOf(c)).MaximumLength(Bounds.Header).OverridePropertyName("params.uri").WithMessage($"must be at most {Bounds.Header} characters.").When(IsAddress);
        RuleFor(c => NameOf(c)).NotNull().OverridePropertyName("params.name").WithMessage("must be a string: the name of a tool.").When(IsCall);
        RuleFor(c => c.Exchange.Mode).Must(m => m is null or "static" or "dynamic").OverridePropertyName("mode").WithMessage("must be \"static\" or \"dynamic\".");
        RuleFor(c => c.Exchange.Apps).MaximumLength(Integrations.MaxLength).OverridePropertyName("apps").WithMessage($"must be at most {Integrations.MaxLength} characters.");
    }

    public bool IsPlainlyValid(RelayMessageCommand request) =>
        request.Exchange is { Apps: null, Mode: null, Message: { IsNamedByAddress: false, Name: { } name, Method: { } method } }
        && NameRules.IsPlainName(name) && NameRules.IsPlainName(method);

    private static string? MethodOf(RelayMessageCommand command) => command.Exchange.Message?.Method;

    private static string? NameOf(RelayMessageCommand command) => command.Exchange.Message?.Name;

    private static bool IsAddress(RelayMessageCommand command) => command.Exchange.Message is { IsNamedByAddress: true };

    // What cannot be read as a call of a tool the tenant may use is not one.
    private static bool IsCall(RelayMessageCommand command) => command.Exchange.Message?.IsRequest(McpMethods.ToolsCall) == true;
}

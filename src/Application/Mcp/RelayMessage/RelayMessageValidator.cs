using FluentValidation;

namespace McpService.Application.Mcp.RelayMessage;

/// <summary>What the gateway itself puts into the upstream's address; everything inside a message is the upstream's to judge.</summary>
internal sealed class RelayMessageValidator : AbstractValidator<RelayMessageCommand>
{
    public RelayMessageValidator()
    {
        RuleFor(c => c.Exchange.Mode).Must(m => m is null or "static" or "dynamic").OverridePropertyName("mode").WithMessage("must be \"static\" or \"dynamic\".");
        RuleFor(c => c.Exchange.Apps).MaximumLength(1000).OverridePropertyName("apps").WithMessage("must be at most 1000 characters.");
    }
}

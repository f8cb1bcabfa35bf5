using System.Globalization;
using System.Text;
using FluentValidation;
using McpService.Domain.Tenants;

namespace McpService.Application.Tenants;

/// <summary>What a tenant's fields may be; shared by every use case that takes them.</summary>
internal static class TenantRules
{
    private const int MaxTenantIdLength = 100;
    private const int MaxKeyIdLength = 100;

    /// <summary>Whatever is no tenant id is simply not found; only its length is bounded, for the database's sake.</summary>
    public static IRuleBuilderOptions<T, string> TenantId<T>(this IRuleBuilder<T, string> rule) => rule
        .MaximumLength(MaxTenantIdLength).WithMessage($"must be at most {MaxTenantIdLength} characters.");

    /// <summary>A name people can read: no control, format (zero-width, direction overrides) or unassigned characters.</summary>
    public static IRuleBuilderOptions<T, string?> TenantName<T>(this IRuleBuilder<T, string?> rule, string whenLeftOut = "to take the integration key") => rule
        .Must(n => n is null || !string.IsNullOrWhiteSpace(n)).WithMessage($"must not be blank; leave it out {whenLeftOut}.")
        .MaximumLength(Tenant.MaxNameLength).WithMessage($"must be at most {Tenant.MaxNameLength} characters.")
        .Must(n => n is null || IsReadable(n)).WithMessage("must not contain control, zero-width or direction-changing characters.");

    /// <summary>Integrations as <see cref="Integrations"/> reads them.</summary>
    public static IRuleBuilderOptions<T, string?> IntegrationKey<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(k => !string.IsNullOrEmpty(k)).WithMessage("is required: the key of the integration, such as \"hubspot\".")
        .MaximumLength(Integrations.MaxLength).WithMessage($"must be at most {Integrations.MaxLength} characters.")
        .Must(k => k is not { Length: > 0 and <= Integrations.MaxLength } || Integrations.Parse(k) != Integrations.None)
        .WithMessage($"must be one key, several with commas (at most {Integrations.MaxKeys}), or \"*\" for every tool; a key has letters, digits, '-', '_' and '.', at most {Integrations.MaxKeyLength}.");

    /// <summary>Whatever is no key id is simply not found; only its length is bounded.</summary>
    public static IRuleBuilderOptions<T, string?> KeyId<T>(this IRuleBuilder<T, string?> rule) => rule
        .MaximumLength(MaxKeyIdLength).WithMessage($"must be at most {MaxKeyIdLength} characters.");

    /// <summary>What an operator calls a key.</summary>
    public static IRuleBuilderOptions<T, string?> KeyLabel<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(l => l is null || !string.IsNullOrWhiteSpace(l)).WithMessage("must not be blank; leave it out instead.")
        .MaximumLength(ApiKey.MaxLabelLength).WithMessage($"must be at most {ApiKey.MaxLabelLength} characters.")
        .Must(l => l is null || IsReadable(l)).WithMessage("must not contain control, zero-width or direction-changing characters.");

    private static bool IsReadable(string text) => text.EnumerateRunes().All(r => Rune.GetUnicodeCategory(r)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate));
}

using System.Globalization;
using System.Text;
using FluentValidation;
using McpService.Domain.Tenants;

namespace McpService.Application.Tenants;

/// <summary>What a tenant's fields may be; shared by every use case that takes them.</summary>
internal static class TenantRules
{
    /// <summary>A name people can read: no control, format (zero-width, direction overrides) or unassigned characters.</summary>
    public static IRuleBuilderOptions<T, string?> TenantName<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(n => n is null || !string.IsNullOrWhiteSpace(n)).WithMessage("must not be blank; leave it out to take the integration key.")
        .MaximumLength(Tenant.MaxNameLength).WithMessage($"must be at most {Tenant.MaxNameLength} characters.")
        .Must(n => n is null || IsReadable(n)).WithMessage("must not contain control, zero-width or direction-changing characters.");

    /// <summary>An integration's key as it stands in tool names: it is put into the upstream's query.</summary>
    public static IRuleBuilderOptions<T, string?> IntegrationKey<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(k => !string.IsNullOrEmpty(k)).WithMessage("is required: the key of the integration, such as \"hubspot\".")
        .MaximumLength(Tenant.MaxIntegrationKeyLength).WithMessage($"must be at most {Tenant.MaxIntegrationKeyLength} characters.")
        .Must(k => string.IsNullOrEmpty(k) || k.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        .WithMessage("may contain letters, digits, '-', '_' and '.' only.");

    private static bool IsReadable(string text) => text.EnumerateRunes().All(r => Rune.GetUnicodeCategory(r)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate));
}

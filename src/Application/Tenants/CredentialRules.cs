using System.Text.Json;
using FluentValidation;
using McpService.Domain.Secrets;

namespace McpService.Application.Tenants;

/// <summary>What an upstream credential may be, wherever one is given.</summary>
internal static class CredentialRules
{
    public const int MaxTokenLength = 8192;
    public const int MaxWorkspaceTextLength = 512;
    public const int MaxFieldsLength = 4096;

    private const string WorkspaceField = "workspace";

    /// <summary>Faults of a credential, by field of the request body.</summary>
    public static void Check<T>(ValidationContext<T> context, CredentialInput input)
    {
        if (input.IntegrationAppToken is null && input.Workspace is null)
            context.AddFailure("integrationAppToken", "is required, or \"workspace\" in its place.");
        else if (input.IntegrationAppToken is not null && input.Workspace is not null)
            context.AddFailure(WorkspaceField, "must be left out when \"integrationAppToken\" is given: a tenant has one credential.");

        if (input.IntegrationAppToken is { } token) CheckSecret(context, "integrationAppToken", token, MaxTokenLength);
        if (input.Workspace is { } workspace) CheckWorkspace(context, workspace);
    }

    private static void CheckWorkspace<T>(ValidationContext<T> context, WorkspaceInput workspace)
    {
        CheckText(context, $"{WorkspaceField}.key", workspace.Key, required: true);
        CheckText(context, $"{WorkspaceField}.userId", workspace.UserId, required: true);
        CheckText(context, $"{WorkspaceField}.name", workspace.Name, required: false);
        if (workspace.Secret is null) context.AddFailure($"{WorkspaceField}.secret", "is required.");
        else CheckSecret(context, $"{WorkspaceField}.secret", workspace.Secret, MaxWorkspaceTextLength);

        if (workspace.Fields is not { } fields || fields.ValueKind == JsonValueKind.Null) return;
        if (fields.ValueKind != JsonValueKind.Object) context.AddFailure($"{WorkspaceField}.fields", "must be a JSON object.");
        else if (fields.GetRawText().Length > MaxFieldsLength) context.AddFailure($"{WorkspaceField}.fields", $"must be at most {MaxFieldsLength} characters of JSON.");
    }

    private static void CheckText<T>(ValidationContext<T> context, string field, string? text, bool required)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            if (required || text is not null) context.AddFailure(field, required ? "is required." : "must not be blank; leave it out instead.");
        }
        else if (text.Length > MaxWorkspaceTextLength)
        {
            context.AddFailure(field, $"must be at most {MaxWorkspaceTextLength} characters.");
        }
        else if (text.Any(char.IsControl))
        {
            context.AddFailure(field, "must not contain control characters.");
        }
    }

    // It becomes part of a header: anything else there would be a second header or a request nobody understands.
    private static void CheckSecret<T>(ValidationContext<T> context, string field, Secret secret, int maxLength)
    {
        var text = secret.Reveal();
        if (text.Length == 0) context.AddFailure(field, "must not be empty.");
        else if (text.Length > maxLength) context.AddFailure(field, $"must be at most {maxLength} characters.");
        else if (!text.All(c => c is > ' ' and < '\x7f')) context.AddFailure(field, "must be printable ASCII without spaces or line breaks.");
    }
}

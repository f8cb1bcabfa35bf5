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
    public const int MaxPrivateKeyLength = 16_384;

    private const string WorkspaceField = "workspace";

    /// <summary>Faults of a credential, by field of the request body.</summary>
    public static void Check<T>(ValidationContext<T> context, CredentialInput input, TimeProvider time)
    {
        if (input.IntegrationAppToken is null && input.Workspace is null)
            context.AddFailure("integrationAppToken", "is required, or \"workspace\" in its place.");
        else if (input.IntegrationAppToken is not null && input.Workspace is not null)
            context.AddFailure(WorkspaceField, "must be left out when \"integrationAppToken\" is given: a tenant has one credential.");

        if (input.IntegrationAppToken is { } token) CheckToken(context, token, time);
        if (input.Workspace is { } workspace) CheckWorkspace(context, workspace);
    }

    private static void CheckWorkspace<T>(ValidationContext<T> context, WorkspaceInput workspace)
    {
        CheckText(context, $"{WorkspaceField}.key", workspace.Key, required: true);
        CheckText(context, $"{WorkspaceField}.userId", workspace.UserId, required: workspace.TenantKey is null);
        CheckText(context, $"{WorkspaceField}.tenantKey", workspace.TenantKey, required: false);
        CheckText(context, $"{WorkspaceField}.name", workspace.Name, required: false);
        CheckSigner(context, workspace);
        if (workspace.Fields is not { } fields || fields.ValueKind == JsonValueKind.Null) return;
        if (fields.ValueKind != JsonValueKind.Object) context.AddFailure($"{WorkspaceField}.fields", "must be a JSON object.");
        else if (fields.GetRawText().Length > MaxFieldsLength) context.AddFailure($"{WorkspaceField}.fields", $"must be at most {MaxFieldsLength} characters of JSON.");
    }

    private static void CheckToken<T>(ValidationContext<T> context, Secret token, TimeProvider time)
    {
        CheckSecret(context, "integrationAppToken", token, MaxTokenLength);
        if (JwtExpiry.Read(token) is { } end && end <= time.GetUtcNow()) context.AddFailure("integrationAppToken", $"has expired already, at {end:yyyy-MM-dd HH:mm:ss} UTC.");
    }

    private static void CheckSigner<T>(ValidationContext<T> context, WorkspaceInput workspace)
    {
        const string AlgorithmField = $"{WorkspaceField}.algorithm";
        if (workspace.Secret is null == workspace.PrivateKey is null)
            context.AddFailure($"{WorkspaceField}.secret", workspace.Secret is null ? "is required, or \"privateKey\" in its place." : "must be left out when \"privateKey\" is given: one of the two signs.");
        if (workspace.Secret is { } secret) CheckSecret(context, $"{WorkspaceField}.secret", secret, MaxWorkspaceTextLength);
        if (workspace.PrivateKey is null)
        {
            if (workspace.Algorithm is not (null or "HS512")) context.AddFailure(AlgorithmField, "must be HS512 with a secret, or left out.");
            return;
        }

        using var key = workspace.PrivateKey.Reveal() is { Length: <= MaxPrivateKeyLength } pem ? SigningKey.Read(pem) : null;
        if (key is null) context.AddFailure($"{WorkspaceField}.privateKey", "must be an unencrypted private key in PEM: RSA of 2048 bits or more, or EC on the curve P-256.");
        else if (workspace.Algorithm is { } algorithm && !key.Algorithms.Contains(algorithm)) context.AddFailure(AlgorithmField, $"must be {string.Join(" or ", key.Algorithms)} with this key, or left out.");
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

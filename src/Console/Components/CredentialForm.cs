namespace McpService.Console.Components;

/// <summary>A credential as it is typed.</summary>
public sealed class CredentialForm
{
    public bool IsWorkspace { get; set; }

    public string Token { get; set; } = "";

    public string Key { get; set; } = "";

    public string Secret { get; set; } = "";

    public string UserId { get; set; } = "";

    /// <summary>As the API takes it: a token's text, or a workspace.</summary>
    public object Value => IsWorkspace ? new { key = Key, secret = Secret, userId = UserId } : Token;

    /// <summary>What has been sent is not kept.</summary>
    public void Forget() => (Token, Secret) = ("", "");
}

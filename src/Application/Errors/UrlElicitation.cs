namespace McpService.Application.Errors;

/// <summary>An address that the tool's user has to open before the tool can run (MCP 2025-11-25, "URL Mode Elicitation").</summary>
/// <param name="Url">An http or https address.</param>
/// <param name="Message">What it is for, in the upstream's words; null where it does not say.</param>
/// <param name="ElicitationId">The upstream's id of it; null where it gives none.</param>
public sealed record UrlElicitation(string Url, string? Message, string? ElicitationId);

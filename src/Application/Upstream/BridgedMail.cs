namespace McpService.Application.Upstream;

/// <summary>A message of a client that reached a replica which does not hold the call it is about.</summary>
/// <param name="Session">Id of the session.</param>
/// <param name="Name">What it is about.</param>
/// <param name="Blob">The message, sealed.</param>
public sealed record BridgedMail(string Session, string Name, string Blob);

namespace McpService.WebApi.Callers;

/// <summary>The route asks nobody who they are. Said aloud, so that no route is open because it was forgotten.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class OpenToAllAttribute : Attribute;

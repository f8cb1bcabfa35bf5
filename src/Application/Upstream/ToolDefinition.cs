namespace McpService.Application.Upstream;

/// <summary>A tool as the upstream lists it.</summary>
/// <param name="Name">Full name.</param>
/// <param name="Json">The whole definition, UTF-8, byte for byte as it came.</param>
public sealed record ToolDefinition(string Name, ReadOnlyMemory<byte> Json);

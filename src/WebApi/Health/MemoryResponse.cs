namespace McpService.WebApi.Health;

/// <summary>Memory of this process.</summary>
/// <param name="WorkingSetBytes">What the operating system counts.</param>
/// <param name="HeapBytes">What the runtime's heap holds.</param>
public sealed record MemoryResponse(long WorkingSetBytes, long HeapBytes);

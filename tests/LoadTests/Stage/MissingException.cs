namespace McpService.LoadTests.Stage;

/// <summary>Something that a row needs is not on this machine; the row is left out, with the reason.</summary>
internal sealed class MissingException(string reason) : Exception(reason);

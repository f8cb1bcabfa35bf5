namespace McpService.LoadTests.Contests;

/// <summary>What is measured as one: a way under a number of connections, with that many bytes of text in the answer.</summary>
internal readonly record struct Cell(string Way, int Connections, int Payload = 0);

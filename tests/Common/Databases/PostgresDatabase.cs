namespace McpService.Common.Databases;

/// <param name="Url"><c>postgres://user:password@127.0.0.1:port/name</c>.</param>
/// <param name="ConnectionString">The same for Npgsql.</param>
public sealed record PostgresDatabase(string Name, string Url, string ConnectionString);

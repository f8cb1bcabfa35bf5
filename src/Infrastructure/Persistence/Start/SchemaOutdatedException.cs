namespace McpService.Infrastructure.Persistence.Start;

/// <summary>The schema is older than this version of the service, and the service may not migrate it.</summary>
public sealed class SchemaOutdatedException() : Exception("The database schema is out of date: run the service with `-- migrate`, or set MIGRATE_ON_START=true.");

namespace McpService.Common.Databases;

/// <summary>SQL by which PostgreSQL answers what is added to tables as it does on a full disk: SQLSTATE 53100 (disk_full).</summary>
public static class FullDiskTriggers
{
    public const string Drop = "DROP FUNCTION disk_full() CASCADE";

    public static string Create(params IEnumerable<string> tables) =>
        """
        CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
        END $$;
        """
        + string.Concat(tables.Select(table => $"CREATE TRIGGER disk_full BEFORE INSERT ON {table} FOR EACH STATEMENT EXECUTE FUNCTION disk_full();"));
}

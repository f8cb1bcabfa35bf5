using System.Data.Common;
using System.Text.Json;

namespace McpService.Infrastructure.Persistence.Database;

/// <summary>Times are ticks, as the model's converter stores them.</summary>
internal sealed class SqliteDialect : SqlDialect
{
    public override string TableExists(string table) => $"SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '{table}'";

    public override string IsOneOf(string column, string parameter) => $"{column} IN (SELECT value FROM json_each({parameter}))";

    public override string Rows(string parameter) => $"(SELECT key AS place, value FROM json_each({parameter}))";

    public override object List(string[] texts) => JsonSerializer.Serialize(texts);

    // The driver stores ids as text, in capitals.
    public override object List(Guid[] ids) => List(Array.ConvertAll(ids, id => id.ToString().ToUpperInvariant()));

    public override string SecondPart(string column)
    {
        var rest = $"substr({column}, instr({column}, '|') + 1) || '|'";
        return $"substr({rest}, 1, instr({rest}, '|') - 1)";
    }

    public override string Now => "CAST(unixepoch('now', 'subsec') * 1000000 AS INTEGER)";

    // A transaction of this driver is the only one that writes.
    public override string ForShare => "";

    public override string AlongAKey => "";

    public override object Time(DateTimeOffset time) => time.UtcTicks;

    public override DateTimeOffset ReadTime(DbDataReader reader, int ordinal) => new(reader.GetInt64(ordinal), TimeSpan.Zero);

    public override string Larger(string one, string other) => $"max({one}, {other})";

    public override string Smaller(string one, string other) => $"min({one}, {other})";
}

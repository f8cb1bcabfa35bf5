using System.Data.Common;

namespace McpService.Infrastructure.Persistence.Database;

internal sealed class PostgresDialect : SqlDialect
{
    public override string TableExists(string table) => $"SELECT count(*) FROM pg_tables WHERE tablename = '{table}' AND schemaname = ANY (current_schemas(false))";

    public override string IsOneOf(string column, string parameter) => $"{column} = ANY ({parameter})";

    public override string Rows(string parameter) => $"(SELECT n - 1 AS place, value FROM unnest({parameter}) WITH ORDINALITY AS l (value, n))";

    public override object List(string[] texts) => texts;

    public override object List(Guid[] ids) => ids;

    public override string SecondPart(string column) => $"split_part({column}, '|', 2)";

    public override string Now => "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

    public override string ForShare => " FOR SHARE";

    public override string AlongAKey => "SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_seqscan = off; ";

    public override object Time(DateTimeOffset time) => time.ToUniversalTime();

    public override DateTimeOffset ReadTime(DbDataReader reader, int ordinal) => reader.GetFieldValue<DateTimeOffset>(ordinal);

    public override string Larger(string one, string other) => $"greatest({one}, {other})";

    public override string Smaller(string one, string other) => $"least({one}, {other})";
}

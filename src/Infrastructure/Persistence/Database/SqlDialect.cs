using System.Data.Common;

namespace McpService.Infrastructure.Persistence.Database;

/// <summary>How hand-written statements say what the databases spell differently.</summary>
internal abstract class SqlDialect
{
    /// <summary>1 when the table is there, else 0.</summary>
    public abstract string TableExists(string table);

    /// <summary>True when <paramref name="column"/> is one of those that <c>List</c> made a value of.</summary>
    public abstract string IsOneOf(string column, string parameter);

    /// <summary>What <c>List</c> made a value of, as rows of a <c>value</c> and its <c>place</c>, from 0.</summary>
    public abstract string Rows(string parameter);

    public abstract object List(string[] texts);

    public abstract object List(Guid[] ids);

    /// <summary>The text between the first and the second bar of <paramref name="column"/>; without a second one, all after the first.</summary>
    public abstract string SecondPart(string column);

    /// <summary>Microseconds since 1970, by the database's clock.</summary>
    public abstract string Now { get; }

    /// <summary>After a SELECT: until the transaction ends nobody changes the rows.</summary>
    public abstract string ForShare { get; }

    /// <summary>
    /// Before a SELECT in a transaction: rows come along a key, in its order, and no further than they are asked for. A planner whose statistics are
    /// old would rather sort a large tenant's millions.
    /// </summary>
    public abstract string AlongAKey { get; }

    public abstract object Time(DateTimeOffset time);

    public abstract DateTimeOffset ReadTime(DbDataReader reader, int ordinal);

    /// <summary>The larger of two numbers.</summary>
    public abstract string Larger(string one, string other);

    /// <summary>The smaller of two numbers.</summary>
    public abstract string Smaller(string one, string other);
}

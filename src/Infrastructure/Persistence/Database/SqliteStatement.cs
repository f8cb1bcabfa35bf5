using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace McpService.Infrastructure.Persistence.Database;

/// <summary>A statement prepared once and run for many rows by SQLite's own interface: the driver's parameters cost more than the insert itself.</summary>
/// <exception cref="SqliteException">As the driver throws it.</exception>
internal sealed class SqliteStatement : IDisposable
{
    private const int MaxGuidLength = 36;
    private const int MaxShortText = 512;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <param name="sql">With a <c>?</c> for each value.</param>
    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    /// <summary>How many rows it changed.</summary>
    /// <param name="values">As the driver would store them: null, <see cref="Guid"/>, <see cref="string"/>, <see cref="int"/>, <see cref="long"/>, <see cref="double"/>, bytes.</param>
    public int Execute(IReadOnlyList<object?> values)
    {
        for (var i = 0; i < values.Count; i++) Bind(i + 1, values[i]);
        return Execute();
    }

    /// <summary>How many rows it changed, with the values that were bound.</summary>
    public int Execute()
    {
        try
        {
            var result = raw.sqlite3_step(_statement);
            if (result != raw.SQLITE_DONE) SqliteException.ThrowExceptionForRC(result, _database);
            return raw.sqlite3_changes(_database);
        }
        finally
        {
            _ = raw.sqlite3_reset(_statement);
        }
    }

    public void Dispose() => _statement.Dispose();

    /// <param name="index">Of the <c>?</c>, from 1.</param>
    public void Bind(int index, long? number) => Check(number is { } value ? raw.sqlite3_bind_int64(_statement, index, value) : raw.sqlite3_bind_null(_statement, index));

    /// <inheritdoc cref="Bind(int, long?)"/>
    public void Bind(int index, string? text) => Check(text is null ? raw.sqlite3_bind_null(_statement, index) : BindText(index, text));

    /// <summary>In capitals, as the driver stores ids.</summary>
    /// <inheritdoc cref="Bind(int, long?)"/>
    public void Bind(int index, Guid? id)
    {
        if (id is not { } value)
        {
            Check(raw.sqlite3_bind_null(_statement, index));
            return;
        }

        Span<byte> text = stackalloc byte[MaxGuidLength];
        value.TryFormat(text, out _);
        Ascii.ToUpperInPlace(text, out _);
        Check(raw.sqlite3_bind_text(_statement, index, text));
    }

    /// <inheritdoc cref="Bind(int, long?)"/>
    public void Bind(int index, byte[]? bytes) => Check(bytes is null ? raw.sqlite3_bind_null(_statement, index) : raw.sqlite3_bind_blob(_statement, index, bytes));

    /// <inheritdoc cref="Bind(int, long?)"/>
    public void Bind(int index, object? value)
    {
        switch (value)
        {
            case null or string:
                Bind(index, (string?)value);
                break;
            case Guid id:
                Bind(index, id);
                break;
            case int number:
                Bind(index, number);
                break;
            case long number:
                Bind(index, number);
                break;
            case double number:
                Check(raw.sqlite3_bind_double(_statement, index, number));
                break;
            case byte[] bytes:
                Bind(index, bytes);
                break;
            default:
                throw new NotSupportedException($"A {value.GetType().Name} has no column type.");
        }
    }

    private int BindText(int index, string text)
    {
        // A span without bytes would be stored as null.
        if (text.Length == 0) return raw.sqlite3_bind_text(_statement, index, "");
        var length = Encoding.UTF8.GetMaxByteCount(text.Length);
        var bytes = length <= MaxShortText ? stackalloc byte[MaxShortText] : new byte[length];
        return raw.sqlite3_bind_text(_statement, index, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(result, _database);
    }
}

using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Unicode;
using FluentValidation;

namespace McpService.WebApi.Bodies;

/// <summary>
/// Reads JSON that cannot be understood in two ways. The framework's reader lets pass what the next one in line would
/// guess about, or break on: the same key twice, NUL, half a surrogate pair, keys and values without number. One pass
/// over the bytes; a body of ordinary size allocates nothing. Every fault is a <see cref="ValidationException"/> that says where.
/// </summary>
internal ref struct StrictJsonReader
{
    public const int MaxDepth = 32;
    public const int MaxKeys = 5_000;
    public const int MaxValues = 100_000;

    private readonly ReadOnlySpan<byte> _json;
    private Utf8JsonReader _reader;
    private KeyTable _keys;
    private ObjectStarts _objects;
    private int _values;

    /// <exception cref="ValidationException">Not UTF-8, or with a byte order mark.</exception>
    public StrictJsonReader(ReadOnlySpan<byte> json)
    {
        if (json.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) throw JsonFault.OfBody("must not begin with a byte order mark.");
        if (!Utf8.IsValid(json)) throw JsonFault.OfBody("must be valid UTF-8.");

        _json = json;

        // One level more than is let pass, so that the fault is found here, where it can be named.
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth + 1 });
        _keys = new KeyTable(json);
    }

    public readonly JsonTokenType TokenType => _reader.TokenType;

    /// <summary>Containers around the token; its own does not count.</summary>
    public readonly int Depth => _reader.CurrentDepth;

    /// <summary>Where the token begins.</summary>
    public readonly int TokenStart => (int)_reader.TokenStartIndex;

    /// <summary>Where what was read so far ends.</summary>
    public readonly int Position => (int)_reader.BytesConsumed;

    /// <summary>Reads a whole document for its faults alone.</summary>
    /// <exception cref="ValidationException">It has one.</exception>
    public static void Check(ReadOnlySpan<byte> json)
    {
        var reader = new StrictJsonReader(json);
        try
        {
            while (reader.Read())
            {
            }
        }
        finally
        {
            reader.Dispose();
        }
    }

    /// <summary>The next token; false at the end of the document.</summary>
    /// <exception cref="ValidationException">There is a fault.</exception>
    public bool Read()
    {
        if (!ReadToken()) return false;

        switch (_reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                CheckText();
                AddKey();
                return true;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                return true;
            case JsonTokenType.StartObject:
                CheckDepth();
                _objects[_reader.CurrentDepth] = TokenStart;
                break;
            case JsonTokenType.StartArray:
                CheckDepth();
                break;
            case JsonTokenType.String:
                CheckText();
                break;
        }

        if (++_values > MaxValues) throw JsonFault.OfBody($"must not have more than {MaxValues} values.");
        return true;
    }

    /// <summary>Whether the token, a key, is this one.</summary>
    public readonly bool IsNamed(ReadOnlySpan<byte> name) => _reader.ValueTextEquals(name);

    /// <summary>The text of a key or a string.</summary>
    public readonly string GetText() => _reader.GetString()!;

    public void Dispose() => _keys.Dispose();

    private bool ReadToken()
    {
        try
        {
            return _reader.Read();
        }
        catch (JsonException)
        {
            if (_json.IsEmpty) throw JsonFault.OfBody("is empty; a JSON object is expected.");
            throw Fault(Position, $"is not valid JSON, at or after byte {Position} of the body.");
        }
    }

    private readonly void CheckDepth()
    {
        if (_reader.CurrentDepth >= MaxDepth) throw Fault(TokenStart, $"must not be nested deeper than {MaxDepth} levels.");
    }

    private readonly void CheckText()
    {
        if (_reader.ValueIsEscaped && JsonEscapes.FaultOf(_reader.ValueSpan) is { } fault) throw Fault(TokenStart, fault);
    }

    private void AddKey()
    {
        if (_keys.Count == MaxKeys) throw JsonFault.OfBody($"must not have more than {MaxKeys} keys.");
        if (!_keys.TryAdd(_objects[_reader.CurrentDepth - 1], ref _reader)) throw Fault(TokenStart, "is given more than once.");
    }

    private readonly ValidationException Fault(int position, string message) => JsonFault.At(JsonPath.At(_json, position), message);

    /// <summary>Where the object of each depth begins, which tells objects apart.</summary>
    [InlineArray(MaxDepth)]
    private struct ObjectStarts
    {
        private int _first;
    }
}

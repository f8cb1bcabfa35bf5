using System.Runtime.InteropServices;
using System.Text.Json;

namespace McpService.Infrastructure.Mcp.Wire;

/// <summary>Writes a JSON object out of members of others, each name and value byte for byte as it stood there.</summary>
internal sealed class RawObject : IDisposable
{
    private readonly PooledBuffer _written;
    private bool _hasMembers;

    public RawObject(int capacity)
    {
        _written = new PooledBuffer(capacity);
        _written.Append("{"u8);
    }

    /// <summary>A member as it stood.</summary>
    public void Add(JsonProperty member) => Add(JsonMarshal.GetRawUtf8PropertyName(member), JsonMarshal.GetRawUtf8Value(member.Value));

    /// <summary>A member.</summary>
    /// <param name="name">Its name, escaped as JSON wants it.</param>
    /// <param name="value">JSON.</param>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        AddName(name);
        _written.Append(value);
    }

    /// <summary>A member that is an object; what is added from now on is its.</summary>
    public void Begin(ReadOnlySpan<byte> name)
    {
        AddName(name);
        _written.Append("{"u8);
        _hasMembers = false;
    }

    /// <summary>The object that was begun is whole.</summary>
    public void EndInner()
    {
        _written.Append("}"u8);
        _hasMembers = true;
    }

    /// <summary>The whole object; valid until this is disposed.</summary>
    public ReadOnlySpan<byte> End()
    {
        _written.Append("}"u8);
        return _written.Span;
    }

    public void Dispose() => _written.Dispose();

    /// <summary>Whether the member has this name, however it is spelled.</summary>
    public static bool IsNamed(JsonProperty member, ReadOnlySpan<byte> name)
    {
        try
        {
            return member.NameEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false; // half a surrogate pair: no text
        }
    }

    private void AddName(ReadOnlySpan<byte> name)
    {
        _written.Append(_hasMembers ? ",\""u8 : "\""u8);
        _written.Append(name);
        _written.Append("\":"u8);
        _hasMembers = true;
    }
}

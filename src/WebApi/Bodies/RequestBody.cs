using System.Buffers;
using McpService.Application;
using McpService.WebApi.Errors;

namespace McpService.WebApi.Bodies;

/// <summary>A JSON body read whole into a pooled buffer, never more of it than is allowed.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int FirstBuffer = 4096;

    private readonly int _maxLength;
    private byte[] _buffer;
    private int _length;

    private RequestBody(int capacity, int maxLength) => (_buffer, _maxLength) = (ArrayPool<byte>.Shared.Rent(capacity), maxLength);

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads the body of a REST route.</summary>
    /// <exception cref="RequestRefusedException">Too large, of another type, or compressed.</exception>
    public static ValueTask<RequestBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken) => ReadAsync(request, Bounds.Body, cancellationToken);

    /// <summary>Reads a body of at most <paramref name="maxLength"/> bytes.</summary>
    /// <exception cref="RequestRefusedException">Too large, of another type, or compressed.</exception>
    public static async ValueTask<RequestBody> ReadAsync(HttpRequest request, int maxLength, CancellationToken cancellationToken)
    {
        if (!JsonMediaType.IsAcceptable(request)) throw Refused(StatusCodes.Status415UnsupportedMediaType);
        if (request.ContentLength > maxLength) throw Refused(StatusCodes.Status413PayloadTooLarge);

        // One byte more than announced, so that the end shows without growing.
        var body = new RequestBody((int)(request.ContentLength ?? FirstBuffer) + 1, maxLength);
        try
        {
            await body.FillAsync(request.Body, cancellationToken);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Reads the body of a REST route that does without one; null where there is none, whatever its type.</summary>
    /// <exception cref="RequestRefusedException">Too large, of another type, or compressed.</exception>
    public static async ValueTask<RequestBody?> ReadOptionalAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = new RequestBody(FirstBuffer, Bounds.Body);
        try
        {
            await body.FillAsync(request.Body, cancellationToken);
            if (body._length > 0) return JsonMediaType.IsAcceptable(request) ? body : throw Refused(StatusCodes.Status415UnsupportedMediaType);

            body.Dispose();
            return null;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        // It may have held a credential, and the pool's next user may look past the end of its own.
        Array.Clear(_buffer, 0, _length);
        ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _length) = ([], 0);
    }

    private static RequestRefusedException Refused(int status) => new(Problem.OfStatus(status));

    private async ValueTask FillAsync(Stream stream, CancellationToken cancellationToken)
    {
        while (await stream.ReadAsync(_buffer.AsMemory(_length), cancellationToken) is > 0 and var read)
        {
            _length += read;
            if (_length > _maxLength) throw Refused(StatusCodes.Status413PayloadTooLarge);
            if (_length == _buffer.Length) Grow();
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        Array.Clear(_buffer, 0, _length);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}

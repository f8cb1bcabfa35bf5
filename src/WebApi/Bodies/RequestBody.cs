using System.IO.Pipelines;
using McpService.Application.Errors;
using McpService.Application.Memory;
using McpService.WebApi.Errors;
using Microsoft.AspNetCore.Connections;

namespace McpService.WebApi.Bodies;

/// <summary>A body read whole: as much is held as has come, whatever was announced, and never more than is allowed.</summary>
internal sealed class RequestBody(MemoryBudget budget) : GrowingBuffer(budget, FirstBuffer)
{
    private const int FirstBuffer = 16 * 1024;

    public ReadOnlyMemory<byte> Bytes => Memory;

    /// <summary>Takes what is here already, which nearly always is all of it.</summary>
    /// <returns>True when it is.</returns>
    /// <exception cref="RequestRefusedException">Too large, or not HTTP.</exception>
    /// <exception cref="OverloadedException">The process holds as much as it may.</exception>
    public bool TryFill(PipeReader reader, int maxLength)
    {
        try
        {
            return reader.TryRead(out var here) && Take(reader, here, maxLength);
        }
        catch (IOException malformed) when (IsMalformed(malformed))
        {
            throw Malformed();
        }
    }

    /// <summary>Waits for the rest.</summary>
    /// <exception cref="RequestRefusedException">Too large, or not HTTP.</exception>
    /// <exception cref="OverloadedException">The process holds as much as it may.</exception>
    public async ValueTask FillAsync(PipeReader reader, int maxLength, CancellationToken cancellationToken)
    {
        try
        {
            bool isWhole;
            do isWhole = Take(reader, await reader.ReadAsync(cancellationToken), maxLength);
            while (!isWhole);
        }
        catch (IOException malformed) when (IsMalformed(malformed) && !cancellationToken.IsCancellationRequested)
        {
            throw Malformed();
        }
    }

    // It may have held a credential, and the pool's next user may look past the end of its own.
    protected override void Forget(Span<byte> held) => held.Clear();

    private bool Take(PipeReader reader, ReadResult read, int maxLength)
    {
        try
        {
            foreach (var bytes in read.Buffer) Append(bytes.Span);
        }
        finally
        {
            reader.AdvanceTo(read.Buffer.End);
        }

        return Length <= maxLength ? read.IsCompleted : throw new RequestRefusedException(Problem.OfStatus(StatusCodes.Status413PayloadTooLarge));
    }

    // What the server cannot make sense of, a chunk size beyond all bounds for one, it does not always call a bad request.
    private static bool IsMalformed(IOException failure) => failure is not (BadHttpRequestException or ConnectionResetException);

    private static RequestRefusedException Malformed() => new(Problem.OfStatus(StatusCodes.Status400BadRequest));
}

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

    /// <exception cref="RequestRefusedException">Too large, or not HTTP.</exception>
    /// <exception cref="OverloadedException">The process holds as much as it may.</exception>
    public async ValueTask FillAsync(PipeReader reader, int maxLength, CancellationToken cancellationToken)
    {
        for (var isWhole = false; !isWhole;)
        {
            var read = await ReadAsync(reader, cancellationToken);
            try
            {
                foreach (var bytes in read.Buffer) Append(bytes.Span);
                isWhole = read.IsCompleted;
            }
            finally
            {
                reader.AdvanceTo(read.Buffer.End);
            }

            if (Length > maxLength) throw new RequestRefusedException(Problem.OfStatus(StatusCodes.Status413PayloadTooLarge));
        }
    }

    // It may have held a credential, and the pool's next user may look past the end of its own.
    protected override void Forget(Span<byte> held) => held.Clear();

    /// <remarks>What the server cannot make sense of, a chunk size beyond all bounds for one, it does not always call a bad request.</remarks>
    private static async ValueTask<ReadResult> ReadAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        try
        {
            // Nearly always it is here with its headers: then nothing is waited for.
            return reader.TryRead(out var here) ? here : await reader.ReadAsync(cancellationToken);
        }
        catch (IOException malformed) when (malformed is not (BadHttpRequestException or ConnectionResetException) && !cancellationToken.IsCancellationRequested)
        {
            throw new RequestRefusedException(Problem.OfStatus(StatusCodes.Status400BadRequest));
        }
    }
}

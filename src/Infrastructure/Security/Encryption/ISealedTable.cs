namespace McpService.Infrastructure.Security.Encryption;

/// <summary>A table with sealed values, as replacing the encryption key needs it. Whoever stores another one registers another table.</summary>
internal interface ISealedTable
{
    /// <summary>For the operator: <c>upstream credentials</c>.</summary>
    string Name { get; }

    /// <summary>Every row there is, in batches: no statement and no connection lasts as long as the whole reading.</summary>
    IAsyncEnumerable<SealedRow> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Puts another blob in place of the one that was read.</summary>
    /// <returns>False where the row is gone, or its blob another by now: somebody else was faster, and nothing was written.</returns>
    Task<bool> ReplaceAsync(SealedRow row, string blob, CancellationToken cancellationToken);

    /// <summary>Rows were replaced: whoever has read them is told, and what they leave on the disk goes.</summary>
    Task FinishAsync(CancellationToken cancellationToken);
}

/// <summary>One sealed value.</summary>
/// <param name="Id">The row's key.</param>
/// <param name="Subject">Whose the value is, as it was sealed.</param>
/// <param name="Field">Which field, as it was sealed.</param>
/// <param name="Blob">The sealed value.</param>
/// <param name="Revision">Which revision of the field; null where it has none.</param>
internal sealed record SealedRow(object Id, string Subject, string Field, string Blob, string? Revision = null);

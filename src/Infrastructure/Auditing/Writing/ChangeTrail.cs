using System.Data.Common;
using McpService.Application.Errors;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Auditing.Chain;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Auditing.Writing;

/// <summary>The process's second writer: a chain of its own for changes, one at a time.</summary>
internal sealed class ChangeTrail(DatabaseProvider database, WriterRegister register, BatchSealer sealer) : IAuditedChanges, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly List<TrailHead> _heads = [];
    private TrailHead? _head;
    private SealedBatch? _unsettled;

    /// <summary>The writer as it is now; null before its first change.</summary>
    public TrailHead? Head => Volatile.Read(ref _head);

    public async Task<IAuditedChange> BeginAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await SettleAsync(cancellationToken);
            if (_head is null) await OpenAsync(cancellationToken);
            return new Change(this);
        }
        catch
        {
            _turn.Release();
            throw;
        }
    }

    /// <summary>The writer has no more changes to write.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await SettleAsync(cancellationToken);
            if (_head is { } head) await register.CloseAsync(head.Writer, cancellationToken);
            _head = null;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Takes in the heads of other chains, in a batch that has nothing else.</summary>
    public async Task AdoptAsync(IReadOnlyList<TrailHead> heads, CancellationToken cancellationToken)
    {
        if (heads.Count == 0) return;

        await using var change = await BeginAsync(cancellationToken);
        _heads.AddRange(heads);
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await change.WriteAsync(transaction, [], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        change.Committed();
    }

    public void Dispose() => _turn.Dispose();

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        var writer = await register.OpenAsync(WriterKind.Changes, cancellationToken);
        _heads.AddRange(await register.HeadsAsync(writer, cancellationToken));
        _head = new TrailHead(writer, 0, []);
    }

    /// <summary>What is not known of the last change's commit is found out. A change that was lost is not made again: its caller was told so.</summary>
    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        if (_unsettled is not { } batch) return;

        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement(TrailSql.Last, ("@writer", batch.Writer));
        var found = await command.ReadAllAsync(row => new TrailHead(batch.Writer, row.GetInt64(0), row.GetFieldValue<byte[]>(1)), cancellationToken);
        var last = found is [var newest] ? newest : new TrailHead(batch.Writer, 0, []);
        if (last.Sequence == batch.Sequence) (_head, _) = (last, ForgetHeads());
        else if (last.Sequence < batch.Sequence - 1) Lose(_head!);
        _unsettled = null;
    }

    /// <summary>The database is behind what it had committed: the next chain says what is missing.</summary>
    private void Lose(TrailHead head)
    {
        _head = null;
        _heads.Add(head with { IsLost = true });
    }

    private int ForgetHeads()
    {
        _heads.Clear();
        return 0;
    }

    private async Task WriteAsync(DbTransaction transaction, IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        var batch = sealer.Seal(_head!, _head!.Sequence + 1, [], entries, _heads);
        _unsettled = batch;
        try
        {
            if (await TrailSql.WriteAsync(transaction, batch, database, cancellationToken)) return;
        }
        catch (DbException refused) when (!DatabaseFailure.IsAway(refused))
        {
            throw UnavailableException.Audit(refused);
        }

        // The process was taken for dead; the next change begins a new chain.
        (_head, _unsettled) = (null, null);
        throw UnavailableException.Database();
    }

    private void Committed()
    {
        if (_unsettled is not { } batch) return;
        Volatile.Write(ref _head, new TrailHead(batch.Writer, batch.Sequence, batch.Mac));
        _unsettled = null;
        _heads.Clear();
    }

    private sealed class Change(ChangeTrail trail) : IAuditedChange
    {
        private bool _isOver;

        public Task WriteAsync(DbTransaction transaction, IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken) =>
            trail.WriteAsync(transaction, entries, cancellationToken);

        public void Committed() => trail.Committed();

        public ValueTask DisposeAsync()
        {
            if (!_isOver) trail._turn.Release();
            _isOver = true;
            return ValueTask.CompletedTask;
        }
    }
}

namespace McpService.Infrastructure.Auditing;

/// <summary>Rows kept while the database is away; the oldest go when there are too many. For the writer alone.</summary>
internal sealed class AuditBacklog(int capacity, AuditLosses losses)
{
    private readonly Queue<AuditRow> _rows = [];

    public int Count => _rows.Count;

    public void Keep(AuditRow row)
    {
        if (_rows.Count >= capacity)
        {
            _rows.Dequeue();
            losses.Add(1);
        }

        _rows.Enqueue(row);
    }

    public void MoveTo(List<AuditRow> batch, int limit)
    {
        while (batch.Count < limit && _rows.TryDequeue(out var row)) batch.Add(row);
    }
}

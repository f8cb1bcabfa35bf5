using McpService.Application.Auditing;
using McpService.Application.Auditing.ListAudit;
using McpService.Domain.Auditing;

namespace McpService.Infrastructure.Auditing.Reading;

/// <summary>A search as conditions of a statement: those that a range of keys serves, and those that every row is looked at for.</summary>
internal sealed class AuditConditions
{
    private readonly List<string> _range = [];
    private readonly List<string> _filters = [];
    private readonly List<(string Name, object? Value)> _values = [];

    /// <param name="search">What is asked for.</param>
    /// <param name="tenantRef">The tenant, found out; null for all.</param>
    /// <param name="before">Ids before this one; null for all.</param>
    /// <param name="isOld">For the table from before the chain, which has words where the other has numbers.</param>
    public AuditConditions(AuditSearch search, Guid? tenantRef, Guid? before, bool isOld)
    {
        Range(tenantRef, "tenant_ref = @tenant", "@tenant");
        Range(search.From is { } from ? TimeOrderedId.First(from) : null, "id >= @from", "@from");
        Range(search.To is { } to ? TimeOrderedId.First(to) : null, "id < @to", "@to");
        Range(before, "id < @before", "@before");
        if (search.RequestId is { } request)
        {
            if (isOld)
            {
                Filter(request.ToString("N"), "request_id = @request", "@request");
            }
            else
            {
                // All acts of a request lie beside each other.
                var (first, last) = RequestActs.Of(request);
                Range(first, "id >= @act", "@act");
                Range(last, "id <= @lastAct", "@lastAct");
                Range(request, "(id = @request OR request_id = @requestText)", "@request");
                _values.Add(("@requestText", request.ToString("N")));
            }
        }

        Filter(search.Action is { } action ? ValueOf(action, isOld) : null, "action = @action", "@action");
        Filter(search.Outcome is { } outcome ? ValueOf(outcome, isOld) : null, "outcome = @outcome", "@outcome");
        Filter(search.Actor is { } actor ? ValueOf(actor, isOld) : null, "actor = @actor", "@actor");
        Filter(search.Tool, "tool = @tool", "@tool");
        Filter(search.KeyId, isOld ? "actor_key_id = @key" : "key_id = @key", "@key");
    }

    /// <summary>Served by a key: <c>true</c> where there is none.</summary>
    public string Ranges => _range.Count == 0 ? "1 = 1" : string.Join(" AND ", _range);

    /// <summary>Looked at row by row: <c>true</c> where there is none.</summary>
    public string Filters => _filters.Count == 0 ? "1 = 1" : string.Join(" AND ", _filters);

    /// <summary>Rows are looked at that are not shown.</summary>
    public bool HasFilters => _filters.Count > 0;

    public (string Name, object? Value)[] Values => [.. _values];

    private static object ValueOf<T>(T word, bool isOld)
        where T : struct, Enum => isOld ? AuditWords<T>.Of(word) : Convert.ToInt32(word, System.Globalization.CultureInfo.InvariantCulture);

    private void Range(object? value, string condition, string name) => Add(_range, value, condition, name);

    private void Filter(object? value, string condition, string name) => Add(_filters, value, condition, name);

    private void Add(List<string> conditions, object? value, string condition, string name)
    {
        if (value is null) return;
        conditions.Add(condition);
        _values.Add((name, value));
    }
}

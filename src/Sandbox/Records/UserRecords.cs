using System.Text.Json.Nodes;
using McpService.Sandbox.Messages;

namespace McpService.Sandbox.Records;

/// <summary>
/// One user's contacts, emails, events and pages, in memory. Within bounds: the records untouched for longest go first.
/// What comes out is a copy.
/// </summary>
internal sealed class UserRecords(TimeProvider time)
{
    private const int MaxRecords = 1_000;

    // More than one record can grow to: six fields, each as large as a request may be.
    private const int MaxCharacters = 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly BoundedHistory<StoredRecord> _records = new(MaxRecords, MaxCharacters);

    public JsonObject Add(string collection, JsonObject fields)
    {
        var now = time.GetUtcNow();
        var record = new JsonObject { ["id"] = Guid.CreateVersion7(now).ToString() };
        Copy(fields, record);
        record["createdAt"] = now;
        lock (_gate) Store(collection, record);
        return record.DeepClone().AsObject();
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<JsonObject> Find(string collection, Func<JsonObject, bool> matches, int limit)
    {
        lock (_gate)
        {
            return
            [
                .. _records.Items.Reverse()
                    .Where(stored => stored.IsIn(collection) && matches(stored.Record))
                    .Take(limit)
                    .Select(stored => stored.Record.DeepClone().AsObject()),
            ];
        }
    }

    /// <summary>Changes the given fields of a record and leaves the others; null when there is no such record.</summary>
    public JsonObject? Update(string collection, string id, JsonObject changes)
    {
        lock (_gate)
        {
            if (_records.Items.FirstOrDefault(stored => stored.Is(collection, id)) is not { Record: var record }) return null;
            _records.Remove(stored => stored.Is(collection, id));
            Copy(changes, record);
            record["updatedAt"] = time.GetUtcNow();
            Store(collection, record);
            return record.DeepClone().AsObject();
        }
    }

    /// <summary>False when there is no such record.</summary>
    public bool Remove(string collection, string id)
    {
        lock (_gate) return _records.Remove(stored => stored.Is(collection, id));
    }

    private static void Copy(JsonObject fields, JsonObject record)
    {
        foreach (var (name, value) in fields) record[name] = value?.DeepClone();
    }

    private void Store(string collection, JsonObject record) =>
        _records.Add(new StoredRecord(collection, record), record.ToJsonString(SandboxJson.Compact).Length);

    private sealed record StoredRecord(string Collection, JsonObject Record)
    {
        public bool IsIn(string collection) => Collection == collection;

        public bool Is(string collection, string id) => IsIn(collection) && (string?)Record["id"] == id;
    }
}

namespace McpService.Sandbox.Records;

/// <summary>What each user has stored; beyond <see cref="Capacity"/> the user not seen for longest is forgotten.</summary>
internal sealed class SandboxUsers(TimeProvider time)
{
    public const int Capacity = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (UserRecords Records, long Seen)> _users = [];
    private long _calls;

    public UserRecords RecordsOf(string user)
    {
        lock (_gate)
        {
            if (!_users.TryGetValue(user, out var known))
            {
                if (_users.Count >= Capacity) _users.Remove(_users.MinBy(entry => entry.Value.Seen).Key);
                known.Records = new UserRecords(time);
            }

            _users[user] = (known.Records, ++_calls);
            return known.Records;
        }
    }
}

namespace McpService.Console.Api;

/// <summary>What tenants are called that are known by their ids; each is asked for once.</summary>
public sealed class TenantNames(TenantsClient tenants)
{
    // More than a page shows; the rest keeps its ids.
    private const int MaxAsked = 40;

    private readonly Dictionary<string, string> _names = [];

    public string Of(string tenantId) => _names.GetValueOrDefault(tenantId) ?? tenantId;

    /// <exception cref="ProblemException">The gateway said no.</exception>
    public async Task LearnAsync(IEnumerable<string?> tenantIds)
    {
        foreach (var id in tenantIds.OfType<string>().Distinct().Where(id => !_names.ContainsKey(id)).Take(MaxAsked).ToList())
        {
            try
            {
                _names[id] = (await tenants.GetAsync(id)).Name;
            }
            catch (ProblemException failure) when (failure.Problem.Status == 404)
            {
                _names[id] = $"{id} (deleted)";
            }
        }
    }
}

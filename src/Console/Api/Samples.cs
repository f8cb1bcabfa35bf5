using System.Text.Json.Nodes;

namespace McpService.Console.Api;

/// <summary>A first minute that shows something: two tenants of the sandbox, and some calls of theirs, one of which fails.</summary>
public sealed class Samples(TenantsClient tenants, ToolsClient tools, TenantTokens tokens)
{
    private static readonly string[] People = ["ada@example.com", "grace@example.com", "edsger@example.com", "barbara@example.com"];

    /// <returns>How many calls were made.</returns>
    /// <exception cref="ProblemException">The gateway said no.</exception>
    public async Task<int> MakeAsync()
    {
        var acme = await tenants.CreateAsync("Acme (sample)", "hubspot", "sample-acme");
        var globex = await tenants.CreateAsync("Globex (sample)", "hubspot,gmail", "sample-globex");
        var calls = 0;
        foreach (var tenant in new[] { acme, globex })
        {
            var token = await tokens.OfAsync(tenant.TenantId);
            foreach (var person in People) await tools.CallAsync(tenant.TenantId, "hubspot_create-contact", new JsonObject { ["email"] = person }, token);
            await tools.CallAsync(tenant.TenantId, "hubspot_find-contacts", [], token);
            await FailAsync(tenant.TenantId, token);
            calls += People.Length + 2;
        }

        return calls;
    }

    private async Task FailAsync(string tenantId, string? token)
    {
        try
        {
            await tools.CallAsync(tenantId, "hubspot_update-contact", new JsonObject { ["id"] = "nobody" }, token);
        }
        catch (ProblemException)
        {
            // That is what it is for.
        }
    }
}

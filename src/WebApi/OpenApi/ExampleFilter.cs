using System.Text.Json.Nodes;
using McpService.Infrastructure.Security.ApiKeys;
using McpService.WebApi.Bodies;
using McpService.WebApi.Tenants;
using McpService.WebApi.Tokens;
using McpService.WebApi.Tools;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace McpService.WebApi.OpenApi;

/// <summary>Bodies that work as they stand on a gateway in development: with the sample admin key, and the sandbox as the upstream.</summary>
internal sealed class ExampleFilter : IOperationFilter
{
    private static readonly Dictionary<(Type Controller, string Action), (string Name, string Body)[]> Examples = new()
    {
        [(typeof(TokensController), nameof(TokensController.IssueAdminToken))] =
        [
            ("The sample key of development", $$"""{"key": "{{AdminOptions.SampleKey}}"}"""),
        ],
        [(typeof(TenantsController), nameof(TenantsController.Create))] =
        [
            ("A ready-made token", """{"name": "Acme", "integrationKey": "hubspot", "integrationAppToken": "alice"}"""),
            ("Two integrations", """{"name": "Acme", "integrationKey": "hubspot,gmail", "integrationAppToken": "alice"}"""),
            ("A workspace, for which the gateway mints tokens", """{"name": "Acme", "integrationKey": "hubspot", "workspace": {"key": "acme-workspace", "secret": "a-workspace-secret-for-signing", "userId": "alice"}}"""),
        ],
        [(typeof(TenantsController), nameof(TenantsController.Update))] =
        [
            ("Another name", """{"name": "Acme Ltd"}"""),
            ("HubSpot only, and nothing that deletes", """{"tools": {"allow": ["hubspot_*"], "deny": ["*_delete-*"]}}"""),
            ("Limits of its own; the concurrency back to the default", """{"limits": {"requestsPerSecond": 20, "burst": 40, "concurrency": null}, "timeoutSeconds": 60}"""),
        ],
        [(typeof(TenantsController), nameof(TenantsController.ReplaceCredential))] =
        [
            ("A ready-made token", """{"integrationAppToken": "bob"}"""),
            ("A workspace, for which the gateway mints tokens", """{"workspace": {"key": "acme-workspace", "secret": "a-workspace-secret-for-signing", "userId": "bob"}}"""),
        ],
        [(typeof(TenantsController), nameof(TenantsController.PreviewTools))] =
        [
            ("Nothing that deletes", """{"tools": {"deny": ["*_delete-*"]}}"""),
        ],
        [(typeof(ApiKeysController), nameof(ApiKeysController.Create))] =
        [
            ("With a label", """{"label": "billing system"}"""),
        ],
        [(typeof(ApiKeysController), nameof(ApiKeysController.Rotate))] =
        [
            ("The old key works for a day more", """{}"""),
            ("The old key leaked: it ends now", """{"overlapSeconds": 0}"""),
        ],
        [(typeof(ToolsController), nameof(ToolsController.Post))] =
        [
            ("List the tools", """{"method": "listTools"}"""),
            ("Create a contact", """{"method": "create-contact", "params": {"email": "ada@example.com", "firstName": "Ada", "lastName": "Lovelace"}}"""),
        ],
    };

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (context.MethodInfo.DeclaringType is not { } controller || !Examples.TryGetValue((controller, context.MethodInfo.Name), out var examples)) return;

        // One form of the body is enough to read.
        var body = operation.RequestBody!.Content!;
        foreach (var other in body.Keys.Where(k => k != JsonMediaType.Json).ToList()) body.Remove(other);
        ((OpenApiMediaType)body[JsonMediaType.Json]).Examples = examples.ToDictionary(
            e => e.Name, IOpenApiExample (e) => new OpenApiExample { Summary = e.Name, Value = JsonNode.Parse(e.Body) });
    }
}

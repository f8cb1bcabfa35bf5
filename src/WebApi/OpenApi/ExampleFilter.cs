using System.Text.Json.Nodes;
using McpService.Infrastructure.Security;
using McpService.WebApi.Controllers;
using McpService.WebApi.Json;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace McpService.WebApi.OpenApi;

/// <summary>Bodies that work as they stand on a gateway in development: with the sample admin key, and the sandbox as the upstream.</summary>
internal sealed class ExampleFilter : IOperationFilter
{
    private static readonly Dictionary<(Type Controller, string Action), (string Name, string Body)[]> Examples = new()
    {
        [(typeof(AuthController), nameof(AuthController.IssueAdminToken))] =
        [
            ("The sample key of development", $$"""{"key": "{{AdminOptions.SampleKey}}"}"""),
        ],
        [(typeof(TenantsController), nameof(TenantsController.Create))] =
        [
            ("A ready-made token", """{"name": "Acme", "integrationKey": "hubspot", "integrationAppToken": "alice"}"""),
            ("A workspace, for which the gateway mints tokens", """{"name": "Acme", "integrationKey": "hubspot", "workspace": {"key": "acme-workspace", "secret": "a-workspace-secret-for-signing", "userId": "alice"}}"""),
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

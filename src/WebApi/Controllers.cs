using System.Reflection;
using McpService.WebApi.Auditing;
using McpService.WebApi.Health;
using McpService.WebApi.Mcp;
using McpService.WebApi.Operations;
using McpService.WebApi.Tenants;
using McpService.WebApi.Tokens;
using McpService.WebApi.Tools;
using Microsoft.AspNetCore.Mvc.ApplicationParts;

namespace McpService.WebApi;

/// <summary>
/// The controllers by name; a test says which is missing. To look for them MVC would load every type of the assembly, and with the description's filters Swashbuckle and its documents
/// (2 MiB at each start).
/// </summary>
internal sealed class Controllers : ApplicationPart, IApplicationPartTypeProvider
{
    private static readonly Type[] All =
    [
        typeof(ApiKeysController), typeof(AuditController), typeof(HealthController), typeof(McpController), typeof(OperationsController), typeof(SseController), typeof(TenantsController),
        typeof(TokensController), typeof(ToolsController), typeof(UsageController),
    ];

    public override string Name => "controllers";

    public IEnumerable<TypeInfo> Types => All.Select(type => type.GetTypeInfo());
}

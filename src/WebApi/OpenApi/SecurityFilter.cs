using McpService.Domain.Auditing;
using McpService.WebApi.Callers;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace McpService.WebApi.OpenApi;

/// <summary>Says of each route which credentials open it.</summary>
internal sealed class SecurityFilter : IOperationFilter
{
    public const string Admin = "admin";
    public const string TenantKey = "tenantKey";
    public const string TenantToken = "tenantToken";

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var route = context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<CallerIsAttribute>().LastOrDefault();
        operation.Security = route is null ? [] :
        [
            .. route.Admits(AuditActor.Admin) ? [Requirement(Admin, context)] : Array.Empty<OpenApiSecurityRequirement>(),
            .. route.Admits(AuditActor.Tenant) ? [Requirement(TenantKey, context), Requirement(TenantToken, context)] : Array.Empty<OpenApiSecurityRequirement>(),
        ];
    }

    private static OpenApiSecurityRequirement Requirement(string scheme, OperationFilterContext context) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] };
}

internal static class SecuritySchemes
{
    public static void AddSecuritySchemes(this SwaggerGenOptions options)
    {
        options.AddSecurityDefinition(SecurityFilter.Admin, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "The operator: a token from `POST /api/auth/token`, or the admin key itself.",
        });
        options.AddSecurityDefinition(SecurityFilter.TenantKey, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = PresentedCredentials.ApiKeyHeader,
            Description = "A tenant's API key.",
        });
        options.AddSecurityDefinition(SecurityFilter.TenantToken, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "A tenant: a token from `POST /api/auth/tenant-token`, or the API key itself.",
        });
    }
}

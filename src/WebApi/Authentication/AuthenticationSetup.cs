using McpService.Application.Abstractions;
using McpService.Domain.Auditing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace McpService.WebApi.Authentication;

internal static class AuthenticationSetup
{
    public static IServiceCollection AddCallers(this IServiceCollection services)
    {
        services.AddScoped<CallContext>();
        services.AddScoped<ICallContext>(provider => provider.GetRequiredService<CallContext>());
        services.AddScoped<CallerProof>();
        services.AddScoped<IAuthorizationHandler, CallerRequirementHandler>();
        services.AddAuthentication(GatewayAuthenticationHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, GatewayAuthenticationHandler>(GatewayAuthenticationHandler.SchemeName, null);
        services.AddAuthorizationBuilder()
            .AddPolicy(Policies.Admin, policy => policy.AddRequirements(new CallerRequirement(AuditActor.Admin)))
            .AddPolicy(Policies.Tenant, policy => policy.AddRequirements(new CallerRequirement(AuditActor.Tenant)));
        return services;
    }
}

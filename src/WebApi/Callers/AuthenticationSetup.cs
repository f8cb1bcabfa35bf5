using McpService.Application.Callers;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using Microsoft.AspNetCore.Authorization;

namespace McpService.WebApi.Callers;

internal static class AuthenticationSetup
{
    public static IServiceCollection AddCallers(this IServiceCollection services)
    {
        services.AddScoped<CallContext>();
        services.AddScoped<ICallContext>(provider => provider.GetRequiredService<CallContext>());
        services.AddScoped<CallerProof>();
        services.AddScoped<CallerIdentification>();
        services.AddScoped<IAuthorizationHandler, CallerRequirementHandler>();

        // The core alone: AddAuthentication would bring data protection, which writes keys nobody here uses into the home folder.
        services.AddWebEncoders();
        services.AddTransient<GatewayAuthenticationHandler>();
        services.AddAuthenticationCore(options =>
        {
            options.AddScheme<GatewayAuthenticationHandler>(GatewayAuthenticationHandler.SchemeName, displayName: null);
            options.DefaultScheme = GatewayAuthenticationHandler.SchemeName;
        });
        services.AddAuthorizationBuilder()
            .AddPolicy(Policies.Admin, policy => policy.AddRequirements(new CallerRequirement(AuditActor.Admin)))
            .AddPolicy(Policies.Tenant, policy => policy.AddRequirements(new CallerRequirement(AuditActor.Tenant)))
            .AddPolicy(Policies.AdminOrTenant, policy => policy.AddRequirements(new CallerRequirement(AuditActor.Admin, AuditActor.Tenant)));
        return services;
    }
}

using System.Reflection;
using AutoMapper;
using FluentValidation;
using McpService.Application.Auditing;
using McpService.Application.Calls;
using McpService.Application.Health;
using McpService.Application.Tenants;
using McpService.Application.Tools;
using McpService.Application.Validation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace McpService.Application;

/// <summary>Registers the use cases. MediatR 5 brings no registration of its own: this file is the only one to know how it is done.</summary>
public static class DependencyInjection
{
    public static IServiceCollection AddApplication(this IServiceCollection services) => services
        .AddMediator()
        .AddValidators()
        .AddMappings()
        .AddSingleton<DrainState>()
        .AddScoped<AuditEntries>()
        .AddScoped<ToolNameResolver>();

    private static IServiceCollection AddMediator(this IServiceCollection services)
    {
        services.AddScoped<IMediator>(provider => new Mediator(provider.GetService!));
        foreach (var handler in Assembly.GetExecutingAssembly().GetTypes())
        {
            foreach (var contract in handler.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)))
                services.AddScoped(contract, handler);
        }

        // In the order they run.
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(ValidationBehaviour<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(ConcurrencyBehaviour<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(AuditBehaviour<,>));
        return services;
    }

    private static IServiceCollection AddValidators(this IServiceCollection services)
    {
        ValidatorOptions.Global.PropertyNameResolver = (_, member, expression) => FieldName.Of(member, expression);
        foreach (var found in AssemblyScanner.FindValidatorsInAssembly(Assembly.GetExecutingAssembly(), includeInternalTypes: true))
            services.AddSingleton(found.InterfaceType, found.ValidatorType);
        return services;
    }

    private static IServiceCollection AddMappings(this IServiceCollection services) => services
        .AddSingleton<IConfigurationProvider>(provider => new MapperConfiguration(
            mapping => mapping.AddProfile(new TenantMappings(provider.GetRequiredService<PublicUrls>(), provider.GetRequiredService<TimeProvider>()))))
        .AddSingleton<IMapper>(provider => new Mapper(provider.GetRequiredService<IConfigurationProvider>()));
}

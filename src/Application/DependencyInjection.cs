using System.Reflection;
using AutoMapper;
using FluentValidation;
using McpService.Application.Auditing;
using McpService.Application.Callers;
using McpService.Application.Calls;
using McpService.Application.Circuits;
using McpService.Application.Health;
using McpService.Application.Idempotency;
using McpService.Application.Limits;
using McpService.Application.Tenants;
using McpService.Application.Tokens;
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
        .AddSingleton<TenantCircuits>()
        .AddSingleton<TenantShares>()
        .AddScoped(provider => provider.GetRequiredService<ICallContext>().Acts)
        .AddSingleton<AuditOutcomes>()
        .AddSingleton<AuditedCalls>()
        .AddScoped<IdempotentAct>()
        .AddSingleton<RepeatedCalls>()
        .AddSingleton<TokenRenewal>()
        .AddSingleton<ToolNameResolver>()
        .AddSingleton<ToolPermits>();

    // In the order they run. A call's are shared by all calls.
    private static readonly (Type Behaviour, ServiceLifetime Lifetime)[] OfCalls =
    [
        (typeof(CallValidationBehaviour<,>), ServiceLifetime.Singleton), (typeof(AdmissionBehaviour<,>), ServiceLifetime.Singleton), (typeof(CallAuditBehaviour<,>), ServiceLifetime.Singleton),
    ];

    private static readonly (Type Behaviour, ServiceLifetime Lifetime)[] OfOthers =
        [(typeof(ValidationBehaviour<,>), ServiceLifetime.Scoped), (typeof(AuditBehaviour<,>), ServiceLifetime.Scoped)];

    private static readonly (Type Behaviour, ServiceLifetime Lifetime)[] OfIdempotent =
    [
        (typeof(ValidationBehaviour<,>), ServiceLifetime.Scoped), (typeof(AuditBehaviour<,>), ServiceLifetime.Scoped), (typeof(IdempotencyBehaviour<,>), ServiceLifetime.Scoped),
    ];

    private static IServiceCollection AddMediator(this IServiceCollection services)
    {
        services.AddScoped<IMediator>(provider => new Mediator(provider.GetService!)).AddSingleton<CallMediator>();
        foreach (var handler in Assembly.GetExecutingAssembly().GetTypes())
        {
            foreach (var contract in handler.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)))
                services.AddHandler(contract, handler);
        }

        return services;
    }

    private static void AddHandler(this IServiceCollection services, Type contract, Type handler)
    {
        var types = contract.GetGenericArguments();
        var isCall = types[0].IsAssignableTo(typeof(ICallRequest));
        services.Add(new ServiceDescriptor(contract, handler, isCall ? ServiceLifetime.Singleton : ServiceLifetime.Scoped));
        foreach (var (behaviour, lifetime) in isCall ? OfCalls : types[0].IsAssignableTo(typeof(IIdempotentRequest)) ? OfIdempotent : OfOthers)
            services.Add(new ServiceDescriptor(typeof(IPipelineBehavior<,>).MakeGenericType(types), behaviour.MakeGenericType(types), lifetime));
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

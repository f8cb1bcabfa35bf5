using System.Reflection;
using FluentValidation;
using McpService.Application;
using McpService.Application.Callers;
using McpService.Application.Calls;
using McpService.Application.Validation;
using McpService.Domain.Secrets;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace McpService.UnitTests.Architecture;

/// <summary>What every use case and every controller has in common.</summary>
internal sealed class UseCaseTests
{
    private static IEnumerable<Type> Requests => Layers.Of(Layers.Application).Where(t => t is { IsClass: true, IsAbstract: false } && IsA(t, typeof(IRequest<>)));

    private static IEnumerable<Type> Calls => Requests.Where(r => r.IsAssignableTo(typeof(ICallRequest)));

    private static IEnumerable<Type> Controllers => Layers.Of(Layers.WebApi).Where(t => t.IsSubclassOf(typeof(ControllerBase)));

    /// <summary>
    /// What a client fills in. A secret is no field to find faults in: right or wrong is for its verifier, and a wrong one is 401. Nor is who calls.
    /// </summary>
    private static IEnumerable<Type> RequestsWithFields => Requests.Where(r => r.GetProperties().Any(p => p.PropertyType != typeof(Secret) && p.PropertyType != typeof(ICallContext)));

    private static IEnumerable<Type> Validators => Layers.Of(Layers.Application).Where(t => t is { IsClass: true, IsAbstract: false } && IsA(t, typeof(IValidator<>)));

    [TestCaseSource(nameof(Requests))]
    public void Request_Any_HasOneHandler(Type request) =>
        Layers.Of(Layers.Application).Count(t => t.GetInterfaces().Any(i => IsGeneric(i, typeof(IRequestHandler<,>)) && i.GenericTypeArguments[0] == request)).ShouldBe(1);

    [TestCaseSource(nameof(RequestsWithFields))]
    public void Request_WithFieldsAClientGives_HasOneValidator(Type request) =>
        Validators.Count(v => v.IsAssignableTo(typeof(IValidator<>).MakeGenericType(request))).ShouldBe(1);

    [TestCaseSource(nameof(Validators))]
    public void Validator_Any_HasRules(Type validator) => ((IValidator)ActivatorUtilities.CreateInstance(Services, validator)).CreateDescriptor().Rules.ShouldNotBeEmpty();

    /// <summary>Made once and shared by all calls: a caller of its own would be one tenant's, and serve the others as that one.</summary>
    [TestCaseSource(nameof(Calls))]
    public void Call_Handler_HasNoCallerOfItsOwn(Type call)
    {
        var handler = Layers.Of(Layers.Application).Single(t => t.GetInterfaces().Any(i => IsGeneric(i, typeof(IRequestHandler<,>)) && i.GenericTypeArguments[0] == call));
        handler.GetConstructors().SelectMany(c => c.GetParameters()).Select(p => p.ParameterType).ShouldNotContain(t => t == typeof(ICallContext) || t == typeof(IRequestFaults));
    }

    /// <summary>What serves calls is looked for among the application's services: one of a request's would be the first caller's for all that follow.</summary>
    [TestCaseSource(nameof(Calls))]
    public void Call_WhatServesIt_IsMadeOnce(Type call) => new ServiceCollection().AddApplication()
        .Where(s => s.ServiceType.IsGenericType && s.ServiceType.GenericTypeArguments[0] == call && (IsGeneric(s.ServiceType, typeof(IRequestHandler<,>)) || IsGeneric(s.ServiceType, typeof(IPipelineBehavior<,>))))
        .Select(s => s.Lifetime)
        .ShouldBe(Enumerable.Repeat(ServiceLifetime.Singleton, 4));

    [TestCaseSource(nameof(Requests))]
    public void Request_Any_IsNamedAfterWhatItIs(Type request) => (request.Name.EndsWith("Command", StringComparison.Ordinal) || request.Name.EndsWith("Query", StringComparison.Ordinal)).ShouldBeTrue();

    [TestCaseSource(nameof(Controllers))]
    public void Controller_Any_DependsOnTheMediatorOnly(Type controller) =>
        controller.GetConstructors().ShouldHaveSingleItem().GetParameters().Select(p => p.ParameterType).ShouldBeSubsetOf([typeof(IMediator)]);

    /// <summary>What speaks HTTP may help a controller; what belongs to a use case goes through the mediator.</summary>
    [TestCaseSource(nameof(Controllers))]
    public void Controller_Services_AreWebApisOwn(Type controller) => controller.GetMethods().SelectMany(m => m.GetParameters())
        .Where(p => p.GetCustomAttribute<FromServicesAttribute>() is not null && p.ParameterType.Assembly != Layers.WebApi)
        .Select(p => $"{p.Member.Name}: {p.ParameterType.Name}")
        .ShouldBeEmpty();

    [Test]
    public void Requests_AreFound() => Requests.Count().ShouldBeGreaterThan(5);

    private static readonly ServiceProvider Services = new ServiceCollection().AddSingleton(TimeProvider.System).BuildServiceProvider();

    private static bool IsA(Type type, Type generic) => type.GetInterfaces().Any(i => IsGeneric(i, generic));

    private static bool IsGeneric(Type type, Type generic) => type.IsGenericType && type.GetGenericTypeDefinition() == generic;
}

using System.Reflection;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace McpService.UnitTests.Architecture;

/// <summary>What every use case and every controller has in common.</summary>
internal sealed class UseCaseTests
{
    private static IEnumerable<Type> Requests => Layers.Of(Layers.Application).Where(t => t is { IsClass: true, IsAbstract: false } && IsA(t, typeof(IRequest<>)));

    private static IEnumerable<Type> Controllers => Layers.Of(Layers.WebApi).Where(t => t.IsSubclassOf(typeof(ControllerBase)));

    [TestCaseSource(nameof(Requests))]
    public void Request_Any_HasOneValidatorAndOneHandler(Type request)
    {
        var validator = typeof(IValidator<>).MakeGenericType(request);
        Layers.Of(Layers.Application).Count(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(validator)).ShouldBe(1);
        Layers.Of(Layers.Application).Count(t => t.GetInterfaces().Any(i => IsGeneric(i, typeof(IRequestHandler<,>)) && i.GenericTypeArguments[0] == request)).ShouldBe(1);
    }

    [TestCaseSource(nameof(Requests))]
    public void Request_Any_IsNamedAfterWhatItIs(Type request) => (request.Name.EndsWith("Command", StringComparison.Ordinal) || request.Name.EndsWith("Query", StringComparison.Ordinal)).ShouldBeTrue();

    [TestCaseSource(nameof(Controllers))]
    public void Controller_Any_DependsOnTheMediatorOnly(Type controller) =>
        controller.GetConstructors().ShouldHaveSingleItem().GetParameters().Select(p => p.ParameterType).ShouldBe([typeof(IMediator)]);

    [Test]
    public void Requests_AreFound() => Requests.Count().ShouldBeGreaterThan(5);

    private static bool IsA(Type type, Type generic) => type.GetInterfaces().Any(i => IsGeneric(i, generic));

    private static bool IsGeneric(Type type, Type generic) => type.IsGenericType && type.GetGenericTypeDefinition() == generic;
}

using McpService.WebApi;
using Microsoft.AspNetCore.Mvc;
using NUnit.Framework;
using Shouldly;

namespace McpService.UnitTests.WebApi;

public sealed class ControllersTests
{
    [Test]
    public void Types_ComparedWithTheAssembly_AreAllOfItsControllers()
    {
        var inAssembly = typeof(GatewayApplication).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(ControllerBase)) && !t.IsAbstract);

        new Controllers().Types.ShouldBe(inAssembly, ignoreOrder: true);
    }
}

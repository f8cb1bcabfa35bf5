using System.Text.Json;
using NUnit.Framework;
using Shouldly;

namespace McpService.UnitTests.Documentation;

/// <summary>Heroku's router is one proxy, and gives up after 30 s.</summary>
public sealed class HerokuTests
{
    [TestCase("UPSTREAM_TIMEOUT_SECONDS", "25")]
    [TestCase("TRUST_PROXY", "1")]
    public void AppJson_Setting_FitsTheRouter(string name, string value) =>
        JsonElement.Parse(Repository.Text("app.json")).GetProperty("env").GetProperty(name).GetProperty("value").GetString().ShouldBe(value);
}

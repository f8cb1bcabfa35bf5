using System.Text.Json;
using NUnit.Framework;
using Shouldly;

namespace McpService.UnitTests.Documentation;

/// <summary>The image is restored with lock files of its own, one for each processor.</summary>
internal sealed class ImageLockTests
{
    [TestCase("amd64")]
    [TestCase("arm64")]
    public void Lock_OfTheImage_HasTheSamePackages(string architecture)
    {
        var expected = Packages("packages.lock.json");

        Packages($"packages.{architecture}.lock.json").ShouldBe(
            expected, $"dotnet restore src/WebApi -p:Precompiled={architecture} --force-evaluate writes it anew");
    }

    private static string Packages(string file)
    {
        using var document = JsonDocument.Parse(Repository.Text(Path.Combine("src", "WebApi", file)));
        return document.RootElement.GetProperty("dependencies").GetProperty("net10.0").GetRawText();
    }
}

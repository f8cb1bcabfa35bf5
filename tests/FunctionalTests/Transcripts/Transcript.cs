using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;

namespace McpService.FunctionalTests.Transcripts;

/// <summary>What a client saw, step by step. Nothing in it differs between two runs against the same kind of server.</summary>
internal sealed class Transcript(JsonArray steps)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    public IEnumerable<string> Failed => steps.Where(step => step!["error"] is not null).Select(Name);

    public JsonNode this[string step] => steps.Single(candidate => Name(candidate) == step)!;

    public bool Has(string step) => steps.Any(candidate => Name(candidate) == step);

    public int Heard(string step) => this[step]["heard"]!.AsArray().Count;

    public int Asked(string step) => this[step]["asked"]!.AsArray().Count;

    /// <summary>Names the first step in which they differ, and how.</summary>
    public void ShouldEqual(Transcript expected)
    {
        steps.Select(Name).ShouldBe(expected.Steps.Select(Name));
        foreach (var step in steps) step!.ToJsonString(Readable).ShouldBe(expected[Name(step)].ToJsonString(Readable), Name(step));
    }

    private JsonArray Steps => steps;

    private static string Name(JsonNode? step) => (string)step!["step"]!;
}

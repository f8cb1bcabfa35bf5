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

    /// <summary>Whatever worked works here, too, and its client is asked and told as much. What a server says may differ: another era has other words for it.</summary>
    public void ShouldBeNoWorseThan(Transcript other)
    {
        steps.Select(Name).ShouldBe(other.Steps.Select(Name));
        Failed.Except(other.Failed, StringComparer.Ordinal).Select(step => this[step].ToJsonString(Readable)).ShouldBeEmpty();
        foreach (var step in other.Steps.Select(Name))
        {
            Methods(this[step]).ShouldBe(Methods(other[step]), step);
            Heard(step).ShouldBeGreaterThanOrEqualTo(other.Heard(step), step);
        }
    }

    private JsonArray Steps => steps;

    private static IEnumerable<string?> Methods(JsonNode step) => step["asked"]!.AsArray().Select(asked => (string?)asked!["method"]).Order(StringComparer.Ordinal);

    private static string Name(JsonNode? step) => (string)step!["step"]!;
}

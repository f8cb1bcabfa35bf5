using System.Text.RegularExpressions;

namespace McpService.UnitTests.Documentation;

/// <summary>What a reader would stumble over: links that lead nowhere, routes that are not there, a first page that is too long.</summary>
public sealed partial class PagesTests
{
    private const int MostWordsOfReadme = 1200;
    private const int MostMilliseconds = 1000;

    [TestCaseSource(typeof(Repository), nameof(Repository.Pages))]
    public void Page_EveryLink_LeadsSomewhere(string page)
    {
        foreach (var link in Links().Matches(Prose(page)).Select(match => match.Groups["link"].Value).Where(link => !link.Contains("://", StringComparison.Ordinal)))
        {
            var (path, anchor) = link.Split('#', 2) is [var p, var a] ? (p, a) : (link, null);
            var target = path.Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, path);
            Repository.Exists(target).ShouldBeTrue($"{page}: {link}");
            if (anchor is not null) Anchors(target).ShouldContain(anchor, $"{page}: {link}");
        }
    }

    [TestCaseSource(typeof(Repository), nameof(Repository.Pages))]
    public void Page_EveryRoute_IsOne(string page)
    {
        foreach (Match route in Routes().Matches(Repository.Text(page)))
            PublishedRoutes.Has(route.Groups["method"].Value, route.Groups["path"].Value).ShouldBeTrue($"{page}: {route.Value}");
    }

    [Test]
    public void Routes_NotThere_AreFound() => PublishedRoutes.Has("GET", "/api/tenants/{tenantId}/nothing").ShouldBeFalse();

    [Test]
    public void Readme_IsShort() => Repository.Text("README.md").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length.ShouldBeLessThanOrEqualTo(MostWordsOfReadme);

    /// <summary>As GitHub makes them of headings: lower case, spaces as hyphens, without punctuation.</summary>
    private static IEnumerable<string> Anchors(string page) =>
        from line in Prose(page).Split('\n')
        where line.StartsWith('#')
        select string.Concat(line.TrimStart('#').Trim().ToLowerInvariant().Select(c => c == ' ' ? "-" : char.IsLetterOrDigit(c) || c is '-' or '_' ? $"{c}" : ""));

    /// <summary>Without blocks of code.</summary>
    private static string Prose(string page) => CodeBlocks().Replace(Repository.Text(page), "");

    [GeneratedRegex("```.*?```", RegexOptions.Singleline, MostMilliseconds)]
    private static partial Regex CodeBlocks();

    [GeneratedRegex(@"\]\((?<link>[^)\s]+)\)", RegexOptions.ExplicitCapture, MostMilliseconds)]
    private static partial Regex Links();

    [GeneratedRegex(@"\b(?<method>GET|POST|PUT|PATCH|DELETE) (\$BASE)?(?<path>/(api|mcp|sse|messages|health)\b[^\s`?,;)]*)", RegexOptions.ExplicitCapture, MostMilliseconds)]
    private static partial Regex Routes();
}

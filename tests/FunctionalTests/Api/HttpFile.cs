using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using McpService.Common.Gateway;

namespace McpService.FunctionalTests.Api;

/// <summary>A <c>.http</c> file, as far as editors agree on it: variables, named requests, and values out of earlier answers.</summary>
internal sealed partial class HttpFile
{
    private readonly Dictionary<string, string> _variables = [];
    private readonly List<(string? Name, string[] Lines)> _requests = [];

    public static HttpFile Parse(string text)
    {
        var file = new HttpFile();
        var parts = text.Split("\n###");
        foreach (var line in parts[0].Split('\n').Where(line => line.StartsWith('@')))
            file._variables[line[1..line.IndexOf(' ', StringComparison.Ordinal)]] = line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim();
        foreach (var lines in parts[1..].Select(part => part.Split('\n')))
        {
            // The first line is the rest of the heading.
            var name = lines.FirstOrDefault(line => line.StartsWith("# @name ", StringComparison.Ordinal))?["# @name ".Length..].Trim();
            file._requests.Add((name, [.. lines[1..].Where(line => !line.StartsWith('#'))]));
        }

        return file;
    }

    /// <summary>Each is sent after the one before was answered.</summary>
    public async Task<IReadOnlyList<Answer>> SendAllAsync(HttpClient client)
    {
        var answers = new List<Answer>();
        var named = new Dictionary<string, Answer>();
        foreach (var (name, lines) in _requests)
        {
            using var request = Make([.. lines.Select(line => Placeholder().Replace(line, match => ValueOf(match.Groups["expression"].Value, named)))]);
            using var response = await client.SendAsync(request);
            answers.Add(await Answer.ReadAsync(response));
            if (name is not null) named[name] = answers[^1];
        }

        return answers;
    }

    private static HttpRequestMessage Make(string[] lines)
    {
        var head = lines.TakeWhile(line => line.Length > 0).ToList();
        var body = string.Join('\n', lines[head.Count..]).Trim();
        var start = head[0].Split(' ', 2);
        var request = new HttpRequestMessage(HttpMethod.Parse(start[0]), new Uri(start[1]));
        if (body.Length > 0) request.Content = new StringContent(body);
        foreach (var header in head[1..].Select(line => line.Split(": ", 2)))
        {
            if (header[0] == "Content-Type") request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(header[1]);
            else request.Headers.Add(header[0], header[1]);
        }

        return request;
    }

    private string ValueOf(string expression, Dictionary<string, Answer> named) =>
        expression.Split(".response.body.$.") is [var name, var field] ? named[name].Json.GetProperty(field).GetString()! : _variables[expression];

    [GeneratedRegex(@"\{\{(?<expression>[^}]+)\}\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}

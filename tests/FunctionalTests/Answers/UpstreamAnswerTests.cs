using McpService.Common.Upstreams.Faults;
using McpService.FunctionalTests.Doors;

namespace McpService.FunctionalTests.Answers;

/// <summary>What the upstream may say by HTTP, event streams and JSON-RPC is understood, through every door.</summary>
internal sealed class UpstreamAnswerTests : AnswerFixture
{
    private const string Log = """{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"x"}}""";

    private static readonly Door[] Doors = Enum.GetValues<Door>();

    private static readonly Dictionary<string, Fault> Odd = new()
    {
        ["CRLF"] = Fault.Body("event: message\r\nid: 1\r\ndata: {answer}\r\n\r\n", hangs: true),
        ["CR"] = Fault.Body("event: message\rid: 1\rdata: {answer}\r\r", hangs: true),
        ["LF"] = Fault.Body("event: message\nid: 1\ndata: {answer}\n\n", hangs: true),
        ["byte order mark before a stream"] = Fault.Body("\uFEFFdata: {answer}\n\n"),
        ["byte order mark before JSON"] = Fault.Body("\uFEFF{answer}", "application/json"),
        ["another event before"] = Fault.Body("event: ping\ndata: {}\n\nevent: ready\ndata: now\n\ndata: {answer}\n\n"),
        ["another event behind"] = Fault.Body("data: {answer}\n\nevent: done\ndata: [DONE]\n\n"),
        ["text behind"] = Fault.Body("data: {answer}\n\ndata: [DONE]\n\n"),
        ["an answer to nobody behind"] = Fault.Body("data: {answer}\n\ndata: {\"jsonrpc\":\"2.0\",\"id\":\"nobody\",\"result\":{}}\n\n"),
        ["an endless line behind"] = Fault.Body("data: {answer}\n\ndata: " + new string('x', 9 * 1024 * 1024)),
        ["comments, ids and times between"] = Fault.Body(": hello\n\nid: 7\n\nretry: 10\n\ndata: {answer}\n\n"),
        ["data over several lines"] = Fault.Body("data: {answer}\ndata:\ndata:  \n\n"),
        ["types in capitals, with parameters"] = Fault.Body("data: {answer}\n\n", "TEXT/EVENT-STREAM; Charset=\"utf-8\";"),
        ["JSON in capitals, with parameters"] = Fault.Body("{answer}", "Application/JSON ;charset=UTF-8;"),
        ["gzip"] = Fault.Body("{answer}", "application/json", "gzip"),
        ["deflate"] = Fault.Body("{answer}", "application/json", "deflate"),
        ["brotli"] = Fault.Body("data: {answer}\n\n", encoding: "br"),
        ["gzip of a stream"] = Fault.Body("data: {answer}\n\n", encoding: "gzip"),
        ["notifications without parameters"] = Fault.Body(
            """
            data: {"jsonrpc":"2.0","method":"notifications/message"}

            data: {"jsonrpc":"2.0","method":"notifications/progress"}

            data: {"jsonrpc":"2.0","method":"notifications/message","params":null}

            data: {"jsonrpc":"2.0","method":"notifications/progress","params":null}

            data: {"jsonrpc":"2.0","method":"notifications/progress","params":[1]}

            data: {answer}


            """),
        ["half a surrogate pair"] = Fault.Body("""
            data: {"jsonrpc":"2.0","id":{id},"result":{"content":[{"type":"text","text":"cut \ud83d"}],"_meta":{"\ud83d":1}}}


            """),
    };

    [Test]
    public async Task Answer_Odd_Arrives([ValueSource(nameof(Doors))] Door door, [ValueSource(nameof(OddNames))] string odd)
    {
        var answer = await CallAsync(door, Odd[odd]);

        answer.Result.ShouldNotBeNull(answer.Raw);
    }

    /// <summary>On connections that stay open: what is left of an answer behind its last whole piece of 64 KiB is not kept for the next answer, or for the connection's end.</summary>
    [Test]
    public async Task Answer_Large_ArrivesWhole([ValueSource(nameof(Doors))] Door door, [Values("application/json", "text/event-stream")] string type, [Values(65_000, 65_500, 140_000)] int length)
    {
        var message = $$$"""{"jsonrpc":"2.0","id":{id},"result":{"content":[{"type":"text","text":"{{{new string('x', length)}}}"}]}}""";
        var answer = await CallAsync(door, Fault.Body(type == "application/json" ? message : $"data: {message}\n\n", type)).WaitAsync(TimeSpan.FromSeconds(20));

        answer.Result!.Value.GetProperty("content")[0].GetProperty("text").GetString()!.Length.ShouldBe(length);
    }

    [Test]
    public async Task Answer_ResetBehindIt_Arrives([ValueSource(nameof(Doors))] Door door)
    {
        var answer = await CallAsync(door, Fault.ResetAfterAnswer);

        answer.Result.ShouldNotBeNull(answer.Raw);
    }

    [Test]
    public async Task Answer_OverTheLimit_IsTooLargeAtEveryDoor([ValueSource(nameof(Doors))] Door door, [Values] bool asJson)
    {
        var large = $"{{\"jsonrpc\":\"2.0\",\"id\":{{id}},\"result\":{{\"content\":[{{\"type\":\"text\",\"text\":\"{new string('x', 9 * 1024 * 1024)}\"}}]}}}}";

        var answer = await CallAsync(door, asJson ? Fault.Body(large, "application/json") : Fault.Body($"data: {large}\n\n"));

        answer.Raw.ShouldContain("upstream_response_too_large");
    }

    [TestCase(Door.Session)]
    [TestCase(Door.Forward)]
    [TestCase(Door.Sse)]
    public async Task Event_OfAnotherName_PassesInTheRelay(Door door)
    {
        var answer = await CallAsync(door, Fault.Body("event: ping\nid: 3\ndata: hello\n\ndata: {answer}\n\n"));

        answer.Raw.ShouldContain("event: ping\nid: 3\ndata: hello\n\n");
    }

    [TestCase(Door.Rest)]
    [TestCase(Door.Bridge)]
    public async Task Event_OfAnotherName_StaysHereElsewhere(Door door) =>
        (await CallAsync(door, Fault.Body("event: ping\nid: 3\ndata: hello\n\ndata: {answer}\n\n"))).Raw.ShouldNotContain("hello");

    [TestCase("\r\n")]
    [TestCase("\r")]
    [TestCase("\n")]
    public async Task Event_WhateverEndsItsLines_GoesOutWholeAtOnce(string end)
    {
        var tenant = await Gateway.CreateTenantAsync();
        var ticket = await OpenAsync(tenant);
        Upstream.Fault("tools/call", Fault.Body($"event: message{end}data: {Log}{end}{end}", hangs: true));
        using var request = tenant.McpRequest(HttpMethod.Post, ticket);
        request.Content = new StringContent(Call("echo"), System.Text.Encoding.UTF8, "application/json");

        using var response = await Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        (await ReadUntilAsync(await response.Content.ReadAsStreamAsync(), "\n\n")).ShouldBe($"event: message\ndata: {Log}\n\n");
    }

    [TestCase("2", "\"2\"")]
    [TestCase("2", "2.0")]
    [TestCase("1.0", "1")]
    [TestCase("9007199254740993", "9007199254740993.0")]
    [TestCase("\"a/b\"", "\"a\\/\\u0062\"")]
    public async Task Id_SpelledOtherwise_IsTheClientsOwn(string sent, string answered)
    {
        foreach (var door in (Door[])[Door.Session, Door.Forward, Door.Sse])
        {
            var answer = await CallAsync(door, Fault.Body($"data: {{\"jsonrpc\":\"2.0\",\"id\":{answered},\"result\":{{\"content\":[]}}}}\n\n"), id: sent);

            answer.Json.GetProperty("id").GetRawText().ShouldBe(sent, $"{door}: {answer.Raw}");
            answer.Result.ShouldNotBeNull();
        }
    }

    [TestCase("2", "3")]
    [TestCase("9007199254740993", "9007199254740992")]
    [TestCase("\"2\"", "2")]
    [TestCase("2", "\"two\"")]
    public async Task Id_OfAnotherRequest_IsAProtocolError(string sent, string answered)
    {
        foreach (var door in (Door[])[Door.Session, Door.Forward, Door.Sse])
        {
            var answer = await CallAsync(door, Fault.Body($"data: {{\"jsonrpc\":\"2.0\",\"id\":{answered},\"result\":{{\"content\":[]}}}}\n\n"), id: sent);

            answer.Code.ShouldBe("upstream_protocol_error", $"{door}: {answer.Raw}");
        }
    }

    [Test]
    public async Task Encoding_NotKnown_IsNamed([ValueSource(nameof(Doors))] Door door)
    {
        var answer = await CallAsync(door, Fault.Body("{answer}", "application/json", "zstd"));

        answer.Code.ShouldBe("upstream_invalid_response", answer.Raw);
        answer.Raw.ShouldContain("zstd");
    }

    [Test]
    public async Task Encoding_NotWhatItSays_IsNoAnswer([ValueSource(nameof(Doors))] Door door, [Values("gzip", "br")] string encoding)
    {
        var answer = await CallAsync(door, Fault.Status(200, """{"jsonrpc":"2.0"}""", "application/json", ("Content-Encoding", encoding)));

        answer.Code.ShouldBe("upstream_invalid_response", answer.Raw);
    }

    [Test]
    public async Task Encoding_OfMoreThanMayCome_IsTooLarge([ValueSource(nameof(Doors))] Door door)
    {
        var answer = await CallAsync(door, Fault.Body(new string(' ', 20 * 1024 * 1024) + "{answer}", "application/json", "gzip"));

        answer.Code.ShouldBe("upstream_response_too_large", answer.Raw);
    }

    [Test]
    public async Task Request_AsksForNoEncoding([ValueSource(nameof(Doors))] Door door)
    {
        await CallAsync(door, Fault.Body("data: {answer}\n\n"));

        UpstreamOf(door).Record.Requests.Last(r => r.Tool == "echo").Headers["Accept-Encoding"].ShouldBe("identity");
    }

    private static string[] OddNames() => [.. Odd.Keys];
}

using System.Text;
using System.Text.Json;
using FluentValidation;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Domain.Secrets;
using McpService.Infrastructure.Mcp.Wire;
using McpService.Infrastructure.Persistence.Database.Urls;
using McpService.WebApi.Bodies;
using McpService.WebApi.Hosting;
using McpService.WebApi.Tools;
using Shouldly;

namespace McpService.Common.Fuzzing;

/// <summary>The readers of text and of messages. Whatever comes in, a reader takes it or says no in its own way, and what it takes is as it came.</summary>
internal static class TextReaders
{
    private static readonly string[] Json =
    [
        """{"method":"create-contact","params":{"a":[1e999,-0,"\u0041\/"],"$type":"x","b":{"c":null}}}""",
        """{"method":"tools/call","params":{"name":"echo","arguments":{"n":1.50}}}""",
        """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"a":true},"_meta":{"progressToken":"p","mcpservice/idempotencyKey":"k","x":[{}]}}}""",
        """{"jsonrpc":"2.0","id":"a","result":{"content":[{"type":"text","text":"\ud83d\ude00 é"}],"isError":false}}""",
        """{"jsonrpc":"2.0","id":null,"error":{"code":-32603,"message":"x","data":{"elicitations":[]}}}""",
        """{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":7,"progress":0.5}}""",
    ];

    private static readonly string[] JsonWords =
        ["{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "\"_meta\":{", "\"mcpservice/idempotencyKey\":\"z\"", "\"name\":", "\"id\":", "null", "1e999", "-", "\u00ff", "\u00c0\u00af", "\u00ef\u00bb\u00bf", "\0", " "];

    public static FuzzedReader Body { get; } = new(
        "body",
        input =>
        {
            try
            {
                var message = ToolMessage.Read(input, new RequestFaults());
                if (message.Params.IsEmpty) return;
                input.AsSpan().IndexOf(message.Params.Span).ShouldBeGreaterThanOrEqualTo(0);
                JsonDocument.Parse(message.Params).Dispose();
            }
            catch (ValidationException)
            {
                // Said no.
            }
        },
        Json,
        JsonWords);

    public static FuzzedReader Message { get; } = new(
        "message",
        input =>
        {
            if (McpMessage.TryParse(input, out var message) is not null) return;
            JsonDocument.Parse(message!.Json, new JsonDocumentOptions { MaxDepth = 1000 }).Dispose();
            if (message.IdempotencyKey is null) message.Json.Span.SequenceEqual(input).ShouldBeTrue();
            else message.Json.Length.ShouldBeLessThan(input.Length);
        },
        Json,
        JsonWords);

    public static FuzzedReader Answer { get; } = new("answer", input => Enum.IsDefined(JsonRpcMessage.Parse(input).Kind).ShouldBeTrue(), Json, JsonWords);

    public static FuzzedReader EventStream { get; } = new(
        "event stream",
        input =>
        {
            using var reader = new EventStreamReader(new MemoryStream(input), maxEventBytes: 4096);
            try
            {
                for (var passed = 0; reader.ReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();)
                {
                    passed += reader.Data.Length;
                    passed.ShouldBeLessThanOrEqualTo(input.Length);
                }
            }
            catch (UpstreamException failure)
            {
                failure.Failure.ShouldBe(UpstreamFailure.ResponseTooLarge);
            }
        },
        ["event: message\nid: 1\ndata: {\"jsonrpc\":\"2.0\"}\n\n", "data: a\r\ndata: b\r\n\r\n: comment\r\rid: 7\rdata\r\r", "\u00ef\u00bb\u00bfretry: 5\ndata:  c\n\n"],
        ["\r", "\n", "\r\n", "\n\n", "data: ", "data", "id: ", "event: ", ":", "\0", "\u00ef\u00bb\u00bf", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"]);

    public static FuzzedReader EnvironmentFile { get; } = new(
        ".env",
        input =>
        {
            try
            {
                WebApi.Hosting.EnvironmentFile.Parse(Encoding.Latin1.GetString(input)).Count.ShouldBeLessThanOrEqualTo(input.Length);
            }
            catch (EnvironmentFileException refused)
            {
                refused.Message.ShouldContain("line");
            }
        },
        ["PORT=3000\n# comment\nexport A='b c' # more\nQUOTED=\"x\\n\\\"y\\\"\"\r\n\r\nEMPTY=\n"],
        ["=", "'", "\"", "\\", "#", "\n", "\r", "export ", "\0", "${A}", " ", "\u00ff"]);

    public static FuzzedReader DatabaseAddress { get; } = new(
        "DATABASE_URL",
        input =>
        {
            var (target, fault) = DatabaseUrl.Parse(new Secret(Encoding.Latin1.GetString(input)));
            (target is null).ShouldBe(fault is not null);
        },
        ["postgres://user:pass%40word@host:5432/db?sslmode=require&connection_limit=5", "postgresql://[::1]/db?host=/tmp&pgbouncer=true", "sqlite:///data/gateway.db", "sqlite://relative.db"],
        ["://", "@", ":", "/", "?", "&", "=", "%", "%00", "%zz", "[", "]", "sslmode=", "schema=", "\0", "\u00ff", "#", ";", "65536"]);
}

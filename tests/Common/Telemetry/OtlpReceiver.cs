using System.Collections.Concurrent;
using System.Net;
using McpService.Common.Waiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace McpService.Common.Telemetry;

/// <summary>A collector on a loopback port: takes OTLP by HTTP and protobuf, and keeps what came.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<OtlpSpan> _spans = new();
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> _metrics = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _logs = new();
    private readonly ConcurrentQueue<byte[]> _bodies = new();
    private readonly Signal _arrived = new();

    private OtlpReceiver(WebApplication app) => _app = app;

    /// <summary>As in <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>What a gateway has to be told to send everything here, soon.</summary>
    public IReadOnlyList<string> Settings =>
    [
        $"--OTEL_EXPORTER_OTLP_ENDPOINT={Address}",
        "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
        "--OTEL_BSP_SCHEDULE_DELAY=100",
        "--OTEL_BLRP_SCHEDULE_DELAY=100",
        "--OTEL_METRIC_EXPORT_INTERVAL=200",
    ];

    public IReadOnlyList<OtlpSpan> Spans => [.. _spans];

    /// <summary>Names of the metrics that came, each with the attributes of its resource.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Metrics => _metrics;

    /// <summary>Texts of the log.</summary>
    public IReadOnlyList<string> Logs => [.. _logs];

    /// <summary>Everything that came, for looking for what must not be in it.</summary>
    public IReadOnlyList<byte[]> Bodies => [.. _bodies];

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var receiver = new OtlpReceiver(builder.Build());
        receiver._app.MapPost("/v1/traces", (HttpRequest request) => receiver.TakeAsync(request, receiver.TakeSpans));
        receiver._app.MapPost("/v1/metrics", (HttpRequest request) => receiver.TakeAsync(request, receiver.TakeMetrics));
        receiver._app.MapPost("/v1/logs", (HttpRequest request) => receiver.TakeAsync(request, receiver.TakeLogs));
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Waits until it has received what <paramref name="condition"/> asks for.</summary>
    public Task UntilAsync(Func<OtlpReceiver, bool> condition) => _arrived.UntilAsync(() => condition(this), describe: () => $"Spans: {string.Join(", ", Spans.Select(s => s.Name))}; metrics: {string.Join(", ", Metrics.Keys)}");

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpRequest request, Action<ProtobufMessage> take)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        _bodies.Enqueue(body.ToArray());
        take(new ProtobufMessage(body.ToArray()));
        _arrived.Pulse();
        request.HttpContext.Response.ContentType = "application/x-protobuf";
    }

    private void TakeSpans(ProtobufMessage request)
    {
        foreach (var span in OtlpSpan.Of(request)) _spans.Enqueue(span);
    }

    private void TakeMetrics(ProtobufMessage request)
    {
        foreach (var resource in request.Messages(1))
        {
            var attributes = OtlpSpan.AttributesOf(resource.Messages(1).SelectMany(r => r.Messages(1)));
            foreach (var metric in resource.Messages(2).SelectMany(scope => scope.Messages(2))) _metrics[metric.Text(1)] = attributes;
        }
    }

    private void TakeLogs(ProtobufMessage request)
    {
        foreach (var record in request.Messages(1).SelectMany(resource => resource.Messages(2)).SelectMany(scope => scope.Messages(2)))
            _logs.Enqueue(record.Messages(5).Select(body => body.Text(1)).FirstOrDefault() ?? "");
    }
}

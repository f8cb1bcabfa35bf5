using System.Text.Json;
using McpService.Application;
using McpService.Application.Callers;
using Microsoft.AspNetCore.Mvc.Formatters;

namespace McpService.WebApi.Bodies;

/// <summary>The only way a typed body comes in. Takes every content type, so that all routes refuse the same ones in the same words.</summary>
internal sealed class StrictJsonInputFormatter : InputFormatter
{
    public StrictJsonInputFormatter()
    {
        SupportedMediaTypes.Add(JsonMediaType.Json);
        SupportedMediaTypes.Add(JsonMediaType.AnyJson);
    }

    public override bool CanRead(InputFormatterContext context) => true;

    // The framework's own would take an empty body for a missing one.
    public override Task<InputFormatterResult> ReadAsync(InputFormatterContext context) => ReadRequestBodyAsync(context);

    public override async Task<InputFormatterResult> ReadRequestBodyAsync(InputFormatterContext context)
    {
        var http = context.HttpContext;
        var (bodies, call) = (http.RequestServices.GetRequiredService<BodyReader>(), http.RequestServices.GetRequiredService<ICallContext>());
        using var body = context.TreatEmptyInputAsDefaultValue
            ? await bodies.ReadOptionalAsync(call, http.Request, http.RequestAborted)
            : await bodies.ReadAsync(call, http.Request, Bounds.Body, http.RequestAborted);
        if (body is null) return await InputFormatterResult.SuccessAsync(null!);

        var binder = http.RequestServices.GetRequiredService<BodyBinder>();
        return await InputFormatterResult.SuccessAsync(Bind(binder, body.Bytes.Span, context.ModelType));
    }

    private static object Bind(BodyBinder binder, ReadOnlySpan<byte> json, Type type)
    {
        StrictJsonReader.Check(json);
        if (FirstToken(json) != JsonTokenType.StartObject) throw JsonFault.OfBody(JsonFault.NotAnObject);
        return binder.Bind(json, type);
    }

    private static JsonTokenType FirstToken(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return reader.TokenType;
    }
}

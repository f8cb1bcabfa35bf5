using System.Buffers;
using System.Text.Json;
using McpService.Application.Errors;

namespace McpService.WebApi.Errors;

/// <summary>Writes problem details, the same members in the same order wherever an error comes from.</summary>
internal static class ProblemWriter
{
    public const string ContentType = "application/problem+json";

    public static async Task WriteAsync(HttpContext context, Problem problem)
    {
        RefusalTrail.Note(context, problem.Status, problem.Code);
        if (problem.IsRefusal) context.RequestServices.GetRequiredService<RefusedRequests>().Add(problem.Code);
        var response = context.Response;
        response.StatusCode = problem.Status;
        response.ContentType = ContentType;
        if (problem.Status == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = ChallengeOf(context.Request, problem);
        if (problem.RetryAfter is { } wait) response.Headers.RetryAfter = WholeSeconds(wait);

        var body = BodyOf(problem, context.TraceIdentifier);
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>Where a credential was shown, what is wrong with it (RFC 6750, 3.1); else only what is asked for.</summary>
    private static string ChallengeOf(HttpRequest request, Problem problem) =>
        request.Headers.Authorization.Count > 0 || request.Headers.ContainsKey("x-api-key")
            ? $"Bearer error=\"invalid_token\", error_description=\"{problem.Detail}\"" // our own texts: ASCII without quotes
            : "Bearer";

    /// <summary>Rounded up: a client that comes at the time it was told is not told to wait again.</summary>
    public static string WholeSeconds(TimeSpan wait) => Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString();

    /// <summary>The problem as JSON.</summary>
    public static ReadOnlyMemory<byte> BodyOf(Problem problem, string requestId)
    {
        var body = new ArrayBufferWriter<byte>();
        WriteBody(body, problem, requestId);
        return body.WrittenMemory;
    }

    private static void WriteBody(IBufferWriter<byte> body, Problem problem, string requestId)
    {
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteString("type"u8, "about:blank"u8);
        json.WriteString("title"u8, problem.Title);
        json.WriteNumber("status"u8, problem.Status);
        json.WriteString("detail"u8, problem.Detail);
        json.WriteString("code"u8, problem.Code);
        json.WriteString("requestId"u8, requestId);
        json.WriteBoolean("retryable"u8, problem.Retryable);
        if (problem.Outcome is { } outcome) json.WriteString("outcome"u8, outcome.Spelled());
        if (problem.Errors is { } errors) WriteErrors(json, errors);
        if (problem.Elicitations.Count > 0) WriteElicitations(json, problem.Elicitations);
        json.WriteEndObject();
    }

    private static void WriteElicitations(Utf8JsonWriter json, IReadOnlyList<UrlElicitation> elicitations)
    {
        json.WriteStartArray("elicitations"u8);
        foreach (var elicitation in elicitations)
        {
            json.WriteStartObject();
            json.WriteString("url"u8, elicitation.Url);
            if (elicitation.Message is { } message) json.WriteString("message"u8, message);
            if (elicitation.ElicitationId is { } id) json.WriteString("elicitationId"u8, id);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteErrors(Utf8JsonWriter json, IReadOnlyDictionary<string, string[]> errors)
    {
        json.WriteStartObject("errors"u8);
        foreach (var (field, messages) in errors)
        {
            json.WriteStartArray(field);
            foreach (var message in messages) json.WriteStringValue(message);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}

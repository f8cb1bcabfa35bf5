using System.Text.Json;
using McpService.Application.Callers;
using McpService.Application.Mcp;
using McpService.Application.Tools.CallTool;
using McpService.Application.Tools.ListTools;
using McpService.WebApi.Bodies;

namespace McpService.WebApi.Tools;

/// <summary>
/// Body of the tool route: <c>{"method": …, "params": {…}}</c>. Read as bytes: what a tool is given passes on as it came, and is looked
/// at only to see that it can be understood in one way.
/// </summary>
/// <param name="Method">A tool's name, or a verb; empty where it is missing or unreadable.</param>
/// <param name="Params">A JSON object; empty where it is missing or unreadable.</param>
internal readonly record struct ToolMessage(string Method, ReadOnlyMemory<byte> Params)
{
    private const string MethodField = "method";
    private const string ParamsField = "params";

    /// <summary>Reads a body, and notes everything that is wrong with its fields.</summary>
    /// <exception cref="FluentValidation.ValidationException">It is not an object that can be read at all.</exception>
    public static ToolMessage Read(ReadOnlyMemory<byte> body, RequestFaults faults)
    {
        var (method, parameters) = ("", default(ReadOnlyMemory<byte>));
        var reader = new StrictJsonReader(body.Span);
        try
        {
            if (reader.Read() && reader.TokenType != JsonTokenType.StartObject) throw JsonFault.OfBody(JsonFault.NotAnObject);
            while (reader.Read())
            {
                if (!reader.IsFieldAt(1)) continue;
                if (reader.IsNamed("method"u8)) method = reader.ReadString(MethodField, faults);
                else if (reader.IsNamed("params"u8)) parameters = reader.ReadObject(body, ParamsField, faults);
                else faults.Add(reader.GetText(), $"is not a field here; the fields are {MethodField}, {ParamsField}.");
            }
        }
        finally
        {
            reader.Dispose();
        }

        return new ToolMessage(method, parameters);
    }

    /// <summary>The use case it asks for: a <see cref="ListToolsQuery"/> or a <see cref="CallToolCommand"/>.</summary>
    /// <param name="call">Whose call it is.</param>
    /// <param name="faults">Takes what is wrong with its parameters.</param>
    public object ToRequest(ICallContext call, RequestFaults faults) => Method switch
    {
        "listTools" or McpMethods.ToolsList => ToListTools(call, faults),
        McpMethods.ToolsCall => ToNamedCall(call, faults),
        _ => new CallToolCommand(Method, Params) { Context = call },
    };

    private ListToolsQuery ToListTools(ICallContext call, RequestFaults faults)
    {
        var reader = new StrictJsonReader(Params.Span);
        try
        {
            while (!Params.IsEmpty && reader.Read())
            {
                if (reader.IsFieldAt(1)) faults.Add($"{ParamsField}.{reader.GetText()}", "is not taken here: every page is listed at once.");
            }
        }
        finally
        {
            reader.Dispose();
        }

        return new ListToolsQuery(call);
    }

    private CallToolCommand ToNamedCall(ICallContext call, RequestFaults faults)
    {
        var (name, arguments) = ("", default(ReadOnlyMemory<byte>));
        var reader = new StrictJsonReader(Params.Span);
        try
        {
            while (!Params.IsEmpty && reader.Read())
            {
                if (!reader.IsFieldAt(1)) continue;
                if (reader.IsNamed("name"u8)) name = reader.ReadString($"{ParamsField}.name", faults);
                else if (reader.IsNamed("arguments"u8)) arguments = reader.ReadObject(Params, $"{ParamsField}.arguments", faults);
                else faults.Add($"{ParamsField}.{reader.GetText()}", "is not a field here; the fields are name, arguments.");
            }
        }
        finally
        {
            reader.Dispose();
        }

        return new CallToolCommand(name, arguments) { Context = call, IsNamedInParams = true };
    }
}

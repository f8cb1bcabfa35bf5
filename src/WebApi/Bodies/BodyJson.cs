using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace McpService.WebApi.Bodies;

/// <summary>How typed bodies are read: exact names, no leniency with types, nothing unknown.</summary>
internal static class BodyJson
{
    public static readonly JsonSerializerOptions Options = Make();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RemoveComputed } },
        };
        options.MakeReadOnly();
        return options;
    }

    /// <summary>A property without a setter is made from others: in a body it is as unknown as any other name.</summary>
    private static void RemoveComputed(JsonTypeInfo type)
    {
        foreach (var computed in type.Properties.Where(p => p.Set is null).ToList()) type.Properties.Remove(computed);
    }
}

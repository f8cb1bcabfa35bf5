using System.Text.Json;
using McpService.WebApi.Bodies;

namespace McpService.WebApi.Tools;

/// <summary>Reads the few fields of a tool message that mean something to the gateway.</summary>
internal static class ToolFields
{
    extension(ref StrictJsonReader reader)
    {
        /// <summary>Whether it stands on a key of an object with this many containers around its keys.</summary>
        public bool IsFieldAt(int depth) => reader.TokenType == JsonTokenType.PropertyName && reader.Depth == depth;

        /// <summary>Text of the value that follows; empty, and a fault, for any other value.</summary>
        public string ReadString(string field, RequestFaults faults)
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.String) return reader.GetText();

            faults.Add(field, "must be a string.");
            return "";
        }

        /// <summary>Bytes of the object that follows; empty, and a fault, for any other value.</summary>
        public ReadOnlyMemory<byte> ReadObject(ReadOnlyMemory<byte> json, string field, RequestFaults faults)
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                faults.Add(field, JsonFault.NotAnObject);
                return default;
            }

            var (start, depth) = (reader.TokenStart, reader.Depth);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.EndObject && reader.Depth == depth) break;
            }

            return json[start..reader.Position];
        }
    }
}

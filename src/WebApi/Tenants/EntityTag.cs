using System.Globalization;
using McpService.Application.Tenants;
using McpService.WebApi.Bodies;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace McpService.WebApi.Tenants;

/// <summary>A tenant's revision as HTTP has it: <c>ETag</c> on the way out, <c>If-Match</c> on the way in (RFC 9110, 8.8.3 and 13.1.1).</summary>
internal static class EntityTag
{
    public const string IfMatch = "If-Match";

    private const string Any = "*";

    public static void Write(HttpResponse response, long revision) => response.Headers.ETag = $"\"{revision}\"";

    /// <summary>What the header asks for; a header that cannot be read is noted as a fault.</summary>
    public static RevisionCondition Read(StringValues values, RequestFaults faults)
    {
        if (values.Count == 0) return RevisionCondition.None;

        var header = values.ToString();
        if (header.Trim() == Any) return RevisionCondition.None;
        if (EntityTagHeaderValue.TryParseStrictList([header], out var tags) && !tags.Contains(EntityTagHeaderValue.Any))
            return new RevisionCondition([.. tags.SelectMany(RevisionOf)]);

        faults.Add(IfMatch, "must be * or entity tags in quotes, as the header ETag gave them: \"5\".");
        return RevisionCondition.None;
    }

    /// <summary>The revision a tag means. A weak tag never matches here, and neither does one that was never given: both mean none.</summary>
    private static IEnumerable<long> RevisionOf(EntityTagHeaderValue tag)
    {
        if (!tag.IsWeak && long.TryParse(tag.Tag.AsSpan()[1..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var revision)) yield return revision;
    }
}

using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using FluentValidation.Internal;

namespace McpService.Application.Validation;

/// <summary>Names of fields in validation faults: as they stand in the request's body, <c>workspace.userId</c>.</summary>
internal static class FieldName
{
    public static string? Of(MemberInfo? member, LambdaExpression? expression)
    {
        var chain = expression is null ? null : PropertyChain.FromExpression(expression);
        var name = chain is { Count: > 0 } ? chain.ToString() : member?.Name;
        return name is null ? null : string.Join('.', name.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));
    }
}

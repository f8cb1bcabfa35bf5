using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace McpService.UnitTests.Architecture;

/// <summary>
/// Types that the code of a type names: whose methods it calls, what it makes, what it registers. A type's shape (<see cref="TypeUse"/>)
/// does not tell of these.
/// </summary>
internal static class CodeUse
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => o.Value);

    public static IEnumerable<Type> Of(Type type) => type.GetMethods(Own).Cast<MethodBase>().Concat(type.GetConstructors(Own)).SelectMany(Of).Distinct();

    private static IEnumerable<Type> Of(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code) yield break;

        for (var at = 0; at < code.Length;)
        {
            var operation = OpCodeAt(code, at);
            var operand = at + operation.Size;
            if (operation.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                foreach (var named in Named(method, BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(operand)))) yield return named;
            }

            at = operand + LengthOf(operation, code, operand);
        }
    }

    private static IEnumerable<Type> Named(MethodBase method, int token)
    {
        var ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        return method.Module.ResolveMember(token, ofType, ofMethod) switch
        {
            Type type => TypeUse.PartsOf(type),
            MethodInfo { IsGenericMethod: true } called => [.. TypeUse.PartsOf(called.DeclaringType!), .. called.GetGenericArguments().SelectMany(TypeUse.PartsOf)],
            { DeclaringType: { } owner } => TypeUse.PartsOf(owner),
            _ => [],
        };
    }

    // ECMA-335, III.1.2: an operation is one byte, or two of which the first is FE.
    private static OpCode OpCodeAt(byte[] code, int at) =>
        OpCodesByValue[code[at] == 0xFE ? (short)(0xFE00 | code[at + 1]) : code[at]];

    private static int LengthOf(OpCode operation, byte[] code, int operand) => operation.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(operand))),
        _ => 4,
    };
}

using System.Reflection;

namespace McpService.UnitTests.Architecture;

/// <summary>Types that a type names in its own shape: what it derives from, its members' types, and the locals of its methods.</summary>
internal static class TypeUse
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<Type> Of(Type type) => Named(type).SelectMany(PartsOf).Distinct();

    /// <summary>The type itself and those it is made of: elements and arguments.</summary>
    public static IEnumerable<Type> PartsOf(Type type) =>
        type.HasElementType ? PartsOf(type.GetElementType()!) : [type, .. type.GetGenericArguments().SelectMany(PartsOf)];

    private static IEnumerable<Type> Named(Type type)
    {
        if (type.BaseType is { } parent) yield return parent;
        foreach (var contract in type.GetInterfaces()) yield return contract;
        foreach (var field in type.GetFields(Own)) yield return field.FieldType;
        foreach (var property in type.GetProperties(Own)) yield return property.PropertyType;
        foreach (var method in type.GetMethods(Own).Cast<MethodBase>().Concat(type.GetConstructors(Own)))
        {
            foreach (var parameter in method.GetParameters()) yield return parameter.ParameterType;
            if (method is MethodInfo { ReturnType: var returned }) yield return returned;
            foreach (var local in method.GetMethodBody()?.LocalVariables ?? []) yield return local.LocalType;
        }
    }
}

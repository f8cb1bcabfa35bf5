using System.Reflection;
using System.Text.RegularExpressions;

namespace McpService.FunctionalTests.TestSupport;

/// <summary>No case of the list of 84 was left out, or lost with a file.</summary>
internal sealed partial class CaseNumberTests
{
    private const BindingFlags All = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    [Test]
    public void Cases_All84_HaveATestThatNamesTheirNumber()
    {
        var numbers = typeof(CaseNumberTests).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(Cases.CaseStage).Namespace)
            .SelectMany(type => type.GetMethods(All))
            .SelectMany(NamesOf)
            .Select(name => Number.Match(name))
            .Where(match => match.Success)
            .Select(match => int.Parse(match.Groups["number"].Value))
            .ToHashSet();

        Enumerable.Range(1, 84).Where(number => !numbers.Contains(number)).ShouldBeEmpty();
        numbers.Where(number => number is < 1 or > 84).ShouldBeEmpty();
    }

    [GeneratedRegex("^Case(?<number>[0-9]{3})_", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Number { get; }

    /// <summary>Of a test its own name, or those that its source gives.</summary>
    private static IEnumerable<string> NamesOf(MethodInfo method)
    {
        if (method.GetCustomAttribute<TestCaseSourceAttribute>() is not { SourceName: { } source }) return method.GetCustomAttributes().Any(a => a is TestAttribute or TestCaseAttribute) ? [method.Name] : [];

        var rows = (method.DeclaringType!.GetProperty(source, All)?.GetValue(null) ?? method.DeclaringType.GetMethod(source, All)?.Invoke(null, null) ?? method.DeclaringType.GetField(source, All)?.GetValue(null)) as System.Collections.IEnumerable;
        return rows.ShouldNotBeNull($"the rows of {method.Name}").OfType<TestCaseData>().Select(row => row.TestName ?? method.Name).Append(method.Name);
    }
}

namespace McpService.WebApi.Pipeline;

/// <summary>
/// The actions of the controller are called straight from their routes (<see cref="DirectActions"/>): they have no parameters to bind, no filters, and write their answers themselves.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class DirectAttribute : Attribute;

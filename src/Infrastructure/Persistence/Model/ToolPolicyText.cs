using System.Text.Json;
using McpService.Domain.Tenants;

namespace McpService.Infrastructure.Persistence.Model;

/// <summary>The policy as <c>{"allow": […], "deny": […]}</c>; that which hides nothing as <c>{}</c>, so that most tenants share one object. Knows no EF Core, since calls read it.</summary>
internal static class ToolPolicyText
{
    private const string Everything = "{}";

    public static ToolPolicy Read(string text) =>
        text != Everything && JsonSerializer.Deserialize<Stored>(text, JsonSerializerOptions.Web) is { } stored
            ? new ToolPolicy(stored.Allow ?? [], stored.Deny ?? [])
            : ToolPolicy.Everything;

    public static string Write(ToolPolicy policy) =>
        policy.AllowsEverything ? Everything : JsonSerializer.Serialize(new Stored(policy.Allow, policy.Deny), JsonSerializerOptions.Web);

    private sealed record Stored(IReadOnlyList<string>? Allow, IReadOnlyList<string>? Deny);
}

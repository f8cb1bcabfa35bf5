using McpService.Domain.Tenants;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace McpService.Infrastructure.Persistence.Model;

/// <summary>The policy as <see cref="ToolPolicyText"/> writes it.</summary>
internal sealed class ToolPolicyConverter() : ValueConverter<ToolPolicy, string>(policy => ToolPolicyText.Write(policy), text => ToolPolicyText.Read(text));

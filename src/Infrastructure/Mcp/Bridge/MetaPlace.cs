using System.Runtime.InteropServices;

namespace McpService.Infrastructure.Mcp.Bridge;

/// <summary>Where the <c>_meta</c> stands in the bytes of <c>params</c>.</summary>
/// <param name="Member">Name and value.</param>
/// <param name="Rest">The same with the comma beside it: what goes where the member goes.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MetaPlace(Range Member, Range Rest);

using McpService.Application.Callers;
using McpService.WebApi.Errors;

namespace McpService.WebApi.Callers;

/// <summary>Who the credentials of a request prove to be asking.</summary>
/// <param name="Caller">Null where the request is refused.</param>
/// <param name="Second">Who a second credential belongs to; null where there is none.</param>
/// <param name="Refusal">Why nobody is proven. Not an exception: wrong keys come in floods, and a throw costs more than a call.</param>
internal sealed record ProvenCallers(Caller? Caller, Caller? Second, Problem? Refusal);

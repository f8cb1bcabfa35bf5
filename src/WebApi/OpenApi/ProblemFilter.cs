using System.Text.Json.Nodes;
using FluentValidation;
using FluentValidation.Results;
using McpService.Application.Errors;
using McpService.Application.Idempotency;
using McpService.Domain;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Persistence.Start;
using McpService.WebApi.Bodies;
using McpService.WebApi.Errors;
using McpService.WebApi.RateLimiting;
using McpService.WebApi.Tenants;
using McpService.WebApi.Tools;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace McpService.WebApi.OpenApi;

/// <summary>Adds the errors each route may answer with, as far as its shape tells.</summary>
internal sealed class ProblemFilter : IOperationFilter
{
    private const string RequestId = "019ab3f2c4d87e0b9a6f5d3c2b1a0987";

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var schema = context.SchemaGenerator.GenerateSchema(typeof(ProblemDocument), context.SchemaRepository);
        var isCall = context.MethodInfo.DeclaringType == typeof(ToolsController);
        foreach (var status in StatusesOf(operation, context))
        {
            operation.Responses?.TryAdd($"{status}", new OpenApiResponse
            {
                Description = ReasonPhrases.GetReasonPhrase(status),
                Content = new Dictionary<string, IOpenApiMediaType>
                {
                    [ProblemWriter.ContentType] = new OpenApiMediaType { Schema = schema, Example = ExampleOf(status, isCall) },
                },
            });
        }
    }

    private static IEnumerable<int> StatusesOf(OpenApiOperation operation, OperationFilterContext context)
    {
        var isForTenants = context.ApiDescription.RelativePath?.StartsWith("api/tenant/", StringComparison.Ordinal) == true;
        var isTokenRoute = context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<LimitedByAddressAttribute>().Any();
        var isProtected = operation.Security?.Count > 0;
        var hasBody = operation.RequestBody is not null;
        var isChange = operation.Parameters?.Any(p => p.Name == EntityTag.IfMatch) == true;

        if (hasBody || isChange || operation.Parameters?.Any(p => p.In == ParameterLocation.Query) == true) yield return StatusCodes.Status400BadRequest;
        if (isProtected || isTokenRoute) yield return StatusCodes.Status401Unauthorized;
        if (isProtected || isTokenRoute) yield return StatusCodes.Status403Forbidden;
        if (operation.Parameters?.Any(p => p.In == ParameterLocation.Path) == true) yield return StatusCodes.Status404NotFound;
        if (isChange || context.MethodInfo.DeclaringType == typeof(ToolsController)) yield return StatusCodes.Status409Conflict;
        if (isChange) yield return StatusCodes.Status412PreconditionFailed;
        if (operation.Parameters?.Any(p => p.Name == IdempotencyHeaders.Key) == true) yield return StatusCodes.Status422UnprocessableEntity;
        if (hasBody) yield return StatusCodes.Status413PayloadTooLarge;
        if (hasBody) yield return StatusCodes.Status415UnsupportedMediaType;
        if (isProtected || isTokenRoute) yield return StatusCodes.Status429TooManyRequests;
        if (isForTenants) yield return StatusCodes.Status502BadGateway;
        if (isProtected || isTokenRoute) yield return StatusCodes.Status503ServiceUnavailable;
        if (isForTenants) yield return StatusCodes.Status504GatewayTimeout;
    }

    /// <summary>One of the problems with this status, as it is sent.</summary>
    private static JsonNode? ExampleOf(int status, bool isCall) => JsonNode.Parse(ProblemWriter.BodyOf(ProblemOf(status, isCall), RequestId).Span);

    private static Problem ProblemOf(int status, bool isCall) => status switch
    {
        StatusCodes.Status409Conflict when isCall => ErrorTable.ProblemOf(RepeatedCallException.UnderWay()),
        StatusCodes.Status400BadRequest => ErrorTable.ProblemOf(new ValidationException([new ValidationFailure("field", "What is wrong with it.")])),
        StatusCodes.Status404NotFound => ErrorTable.ProblemOf(NotFoundException.Tenant()),
        StatusCodes.Status409Conflict => ErrorTable.ProblemOf(ConflictException.TenantChanged()),
        StatusCodes.Status412PreconditionFailed => ErrorTable.ProblemOf(new PreconditionFailedException()),
        StatusCodes.Status422UnprocessableEntity => ErrorTable.ProblemOf(new IdempotencyKeyReusedException()),
        StatusCodes.Status429TooManyRequests => Problem.RateLimited(ErrorTable.ComeAgain),
        StatusCodes.Status502BadGateway => ErrorTable.ProblemOf(new UpstreamException(UpstreamFailure.Disconnected)),
        StatusCodes.Status503ServiceUnavailable => ErrorTable.ProblemOf(UnavailableException.Database()),
        StatusCodes.Status504GatewayTimeout => ErrorTable.ProblemOf(new UpstreamException(UpstreamFailure.Timeout)),
        _ => Problem.OfStatus(status),
    };
}

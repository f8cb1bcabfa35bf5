using System.Security.Cryptography;
using System.Text;
using McpService.Application.Callers;
using McpService.Application.Errors;
using McpService.Application.Validation;
using McpService.Domain;
using MediatR;

namespace McpService.Application.Idempotency;

/// <summary>Answers the repetition of a change with the first answer. Whether that change was made is never a question: its record was committed with it.</summary>
internal sealed class IdempotencyBehaviour<TRequest, TResponse>(ICallContext context, IIdempotencyRecords records, IdempotentAct act)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
    where TResponse : notnull
{
    private const string OperatorsScope = "operator";

    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        if (context.IdempotencyKey is not { } key) return await next();

        IdempotencyKeys.Check(IdempotencyHeaders.Key, key);
        var scope = context.Caller.Tenant?.Id.ToString() ?? OperatorsScope;
        var asked = DigestOf(request);
        if (await records.FindAsync(scope, key, cancellationToken) is { } found) return Replay(found, asked);

        act.Begin(scope, key, asked);
        try
        {
            return await next();
        }
        catch (Exception failure) when (failure is IdempotencyKeyTakenException or ConflictException or PreconditionFailedException)
        {
            // The same request may have come twice at once, and the other been quicker.
            if (await records.FindAsync(scope, key, cancellationToken) is { } others) return Replay(others, asked);
            throw;
        }
    }

    private TResponse Replay(IdempotencyRecord record, string asked)
    {
        var kept = KeptJson.Read<KeptAnswer>(record.Content);
        if (kept.Request != asked) throw new IdempotencyKeyReusedException();

        act.IsReplayed = true;
        context.Acts.Replay(record.TenantRef);
        return KeptJson.Read<TResponse>(kept.Response);
    }

    private static string DigestOf(TRequest request) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{typeof(TRequest).Name} {KeptJson.Write(request)}")));
}

using McpService.Application.Callers;
using McpService.Application.Errors;
using McpService.Application.Tokens.RefuseCredentials;
using McpService.Domain.Tenants;
using McpService.WebApi.Errors;
using McpService.WebApi.RateLimiting;
using MediatR;

namespace McpService.WebApi.Callers;

/// <summary>Tells the call who is asking, or why that could not be found out.</summary>
internal sealed class CallerIdentification(CallerProof proof, CallContext call, RateLimits limits, IMediator mediator)
{
    /// <summary>Null when the caller is known by now; else the refusal.</summary>
    public async ValueTask<Exception?> IdentifyAsync(PresentedCredentials presented, CancellationToken cancellationToken)
    {
        try
        {
            var (caller, second) = await proof.FindAsync(presented, cancellationToken);
            call.Identify(caller);
            if (second is not null && second.Tenant?.Id != caller.Tenant?.Id) await mediator.Send(new RefuseCredentialsCommand(), cancellationToken);
            return null;
        }
        catch (UnauthorizedException wrong)
        {
            call.Identify(Caller.Anonymous);
            return LimitWrong() is { } tooMany ? tooMany : wrong;
        }
    }

    /// <summary>An address that keeps coming with wrong credentials is told to wait; right ones still pass, since many callers may share an address.</summary>
    private RequestRefusedException? LimitWrong()
    {
        var decision = limits.OfWrongCredential(call.Address);
        return decision.Granted ? null : new RequestRefusedException(Problem.RateLimited(decision.RetryAfter));
    }
}

using McpService.Application.Callers;
using McpService.Application.Errors;
using McpService.Application.Tokens.RefuseCredentials;
using McpService.WebApi.Errors;
using McpService.WebApi.RateLimiting;
using MediatR;

namespace McpService.WebApi.Callers;

/// <summary>Tells the call who is asking, or why that could not be found out.</summary>
internal sealed class CallerIdentification(CallerProof proof, RateLimits limits)
{
    /// <summary>Null when the caller is known by now; else the refusal.</summary>
    public ValueTask<Problem?> IdentifyAsync(HttpContext context, CallContext call)
    {
        var presented = PresentedCredentials.Of(context.Request.Headers);
        var proving = proof.FindAsync(presented, context.RequestAborted);
        return proving.IsCompletedSuccessfully ? JudgeAsync(context, call, presented, proving.Result) : WaitAsync(context, call, presented, proving);
    }

    private async ValueTask<Problem?> WaitAsync(HttpContext context, CallContext call, PresentedCredentials presented, ValueTask<ProvenCallers> proving) =>
        await JudgeAsync(context, call, presented, await proving);

    private ValueTask<Problem?> JudgeAsync(HttpContext context, CallContext call, PresentedCredentials presented, ProvenCallers proven)
    {
        if (proven.Caller is not { } caller) return new(presented.IsEmpty ? proven.Refusal : CountWrong(call, proven.Refusal!));

        call.Identify(caller);
        return proven.Second is { } second && second.Tenant?.Id != caller.Tenant?.Id ? RefuseBothAsync(context, call) : default;
    }

    /// <summary>Two good credentials of two callers: the trail names the tenant of the API key, the answer nobody.</summary>
    private async ValueTask<Problem?> RefuseBothAsync(HttpContext context, CallContext call)
    {
        try
        {
            await context.RequestServices.GetRequiredService<IMediator>().Send(new RefuseCredentialsCommand(), context.RequestAborted);
            return null;
        }
        catch (UnauthorizedException disagree)
        {
            call.Identify(Caller.Anonymous);
            return CountWrong(call, ErrorTable.ProblemOf(disagree));
        }
    }

    /// <summary>An address that keeps coming with wrong credentials is told to wait; right ones still pass, since many callers may share an address.</summary>
    private Problem CountWrong(CallContext call, Problem refusal)
    {
        var decision = limits.OfWrongCredential(call.Address);
        return decision.Granted ? refusal : Problem.RateLimited(decision.RetryAfter);
    }
}

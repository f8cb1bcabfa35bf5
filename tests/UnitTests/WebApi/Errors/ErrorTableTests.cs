using System.Reflection;
using FluentValidation;
using FluentValidation.Results;
using McpService.Application.Errors;
using McpService.Domain;
using McpService.Domain.Tenants;
using McpService.WebApi.Errors;
using Microsoft.AspNetCore.Http;

namespace McpService.UnitTests.WebApi.Errors;

internal sealed class ErrorTableTests
{
    private static IEnumerable<UpstreamFailure> Failures =>
        typeof(UpstreamFailure).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => f.GetValue(null)).OfType<UpstreamFailure>();

    [TestCaseSource(nameof(Failures))]
    public void StatusOf_EveryUpstreamFailure_HasARow(UpstreamFailure failure) => ErrorTable.StatusOf(failure).ShouldNotBeNull();

    [Test]
    public void ProblemOf_RateLimitedUpstream_CarriesItsWait()
    {
        var problem = ErrorTable.ProblemOf(new UpstreamException(UpstreamFailure.RateLimited, retryAfter: TimeSpan.FromSeconds(7)));
        problem.Status.ShouldBe(429);
        problem.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
        problem.Outcome.ShouldBe(CallOutcome.Failed);
        problem.Retryable.ShouldBeFalse();
    }

    [Test]
    public void ProblemOf_UnknownUpstreamCode_Is502() =>
        ErrorTable.ProblemOf(new UpstreamException(new UpstreamFailure("new_one", default, CallOutcome.Unknown, "…"))).Status.ShouldBe(502);

    [Test]
    public void ProblemOf_ReadOnlyCallThatTimedOut_IsRetryable() =>
        ErrorTable.ProblemOf(new UpstreamException(UpstreamFailure.Timeout) { IsReadOnly = true }).Retryable.ShouldBeTrue();

    [Test]
    public void ProblemOf_ValidationFaults_GroupsThemByField()
    {
        var problem = ErrorTable.ProblemOf(new ValidationException([new("a", "one"), new("a", "two"), new("b", "one"), new ValidationFailure("a", "one")]));
        problem.Status.ShouldBe(400);
        problem.Code.ShouldBe("validation_failed");
        problem.Errors!["a"].ShouldBe(["one", "two"]);
        problem.Errors["b"].ShouldBe(["one"]);
    }

    private static IEnumerable<TestCaseData> Kinds =>
    [
        new(NotFoundException.Tenant(), 404, "tenant_not_found"),
        new(new ConflictException("tenant_changed", "…"), 409, "tenant_changed"),
        new(new UnauthorizedException("unauthorized", "…"), 401, "unauthorized"),
        new(ForbiddenException.Suspended(), 403, "tenant_suspended"),
        new(UnavailableException.Database(), 503, "database_unavailable"),
        new(new IdempotencyKeyReusedException(), 422, "idempotency_key_reused"),
        new(new CircuitOpenException(TimeSpan.FromSeconds(3)), 503, "upstream_circuit_open"),
        new(new BadHttpRequestException("secret detail", 413), 413, "body_too_large"),
        new(new InvalidOperationException("secret detail"), 500, "internal_error"),
    ];

    [TestCaseSource(nameof(Kinds))]
    public void ProblemOf_Kind_HasStatusAndCode(Exception failure, int status, string code)
    {
        var problem = ErrorTable.ProblemOf(failure);
        problem.Status.ShouldBe(status);
        problem.Code.ShouldBe(code);
        problem.Detail.ShouldNotContain("secret");
        problem.RetryAfter.HasValue.ShouldBe(status == 503);
    }

    /// <summary>What may have been done is not safe to repeat.</summary>
    [Test]
    public void ProblemOf_CommitInDoubt_IsUnknownAndNotRetryable()
    {
        var problem = ErrorTable.ProblemOf(UnavailableException.Unknown());
        (problem.Status, problem.Outcome, problem.Retryable).ShouldBe((503, CallOutcome.Unknown, false));
    }

    [TestCase(418, "error")]
    [TestCase(405, "method_not_allowed")]
    public void OfStatus_AnyStatus_HasACode(int status, string code) => Problem.OfStatus(status).Code.ShouldBe(code);
}

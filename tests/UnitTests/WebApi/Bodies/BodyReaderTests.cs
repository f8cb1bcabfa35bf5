using System.Buffers;
using System.IO.Pipelines;
using McpService.Application;
using McpService.Application.Auditing;
using McpService.Application.Callers;
using McpService.Application.Calls;
using McpService.Application.Errors;
using McpService.Application.Memory;
using McpService.Application.Tenants;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.WebApi.Bodies;
using McpService.WebApi.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Moq;

namespace McpService.UnitTests.WebApi.Bodies;

/// <summary>Cases 36, 42 and 43 at their root.</summary>
internal sealed class BodyReaderTests
{
    [TestCase("application/json")]
    [TestCase("Application/JSON; charset=UTF-8")]
    [TestCase("application/json; charset=\"utf-8\"")]
    [TestCase("application/vnd.acme+json")]
    public async Task Read_JsonType_Passes(string contentType)
    {
        using var body = await Reader().ReadAsync(CallOf(null), Request("{}"u8.ToArray(), contentType), Bounds.Body, CancellationToken.None);
        body.Bytes.ToArray().ShouldBe("{}"u8.ToArray());
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("text/plain")]
    [TestCase("text/json")]
    [TestCase("application/xml")]
    [TestCase("application/x-www-form-urlencoded")]
    [TestCase("application/json; charset=bogus")]
    [TestCase("application/json; charset=utf-16")]
    [TestCase("application/json; charset=latin1")]
    [TestCase("nonsense")]
    public async Task Read_OtherType_Is415(string? contentType) => (await RefusalOf(Request("{}"u8.ToArray(), contentType))).ShouldBe(415);

    [TestCase("gzip")]
    [TestCase("br")]
    [TestCase("identity, gzip")]
    public async Task Read_Compressed_Is415(string encoding)
    {
        var request = Request("{}"u8.ToArray());
        request.Headers.ContentEncoding = encoding;
        (await RefusalOf(request)).ShouldBe(415);
    }

    [TestCase(-1, true, ExpectedResult = 0)]
    [TestCase(0, true, ExpectedResult = 0)]
    [TestCase(1, true, ExpectedResult = 413)]
    [TestCase(-1, false, ExpectedResult = 0)]
    [TestCase(0, false, ExpectedResult = 0)]
    [TestCase(1, false, ExpectedResult = 413)]
    public async Task<int> Read_AroundTheLimit_WithAndWithoutLength(int excess, bool hasLength)
    {
        var bytes = new byte[Bounds.Body + excess];
        var request = Request(bytes);
        request.ContentLength = hasLength ? bytes.Length : null;
        return await RefusalOf(request);
    }

    [Test]
    public async Task Read_MuchAnnouncedAndLittleSent_HoldsLittle()
    {
        var request = Request("{}"u8.ToArray());
        request.ContentLength = Bounds.Body;

        using var body = await Reader().ReadAsync(CallOf(null), request, Bounds.Body, CancellationToken.None);

        body.Capacity.ShouldBeLessThanOrEqualTo(64 * 1024);
    }

    [Test]
    public async Task Read_OverTheBudget_IsOverloadedAndGivesBack()
    {
        var budget = new MemoryBudget(256 * 1024);
        await Should.ThrowAsync<OverloadedException>(async () => await Reader(budget).ReadAsync(CallOf(null), Request(new byte[Bounds.Body]), Bounds.Body, CancellationToken.None));
        budget.Held.ShouldBe(0);

        using (var body = await Reader(budget).ReadAsync(CallOf(null), Request(new byte[100 * 1024]), Bounds.Body, CancellationToken.None)) budget.Held.ShouldBe(body.Capacity);
        budget.Held.ShouldBe(0);
    }

    [Test]
    public async Task Read_OfATenant_IsInASlotUntilItIsRead()
    {
        var (slots, slot) = (new Mock<ICallSlots>(), new Mock<IDisposable>());
        slots.Setup(s => s.TakeReading(Tenant)).Returns(slot.Object);
        var reader = new BodyReader(slots.Object, new MemoryBudget(long.MaxValue));

        using var body = await reader.ReadAsync(CallOf(Tenant), Request("{}"u8.ToArray()), Bounds.Body, CancellationToken.None);

        slots.Verify(s => s.TakeReading(Tenant), Times.Once);
        slot.Verify(s => s.Dispose(), Times.Once);
    }

    [Test]
    public async Task Read_OfATenantAndHereAlready_TakesNoSlot()
    {
        var (slots, pipe, request) = (new Mock<ICallSlots>(), new Pipe(), Request([]));
        pipe.Writer.Write("{}"u8);
        await pipe.Writer.CompleteAsync();
        request.HttpContext.Features.Set(Mock.Of<IRequestBodyPipeFeature>(f => f.Reader == pipe.Reader));

        using var body = await new BodyReader(slots.Object, new MemoryBudget(long.MaxValue)).ReadAsync(CallOf(Tenant), request, Bounds.Body, CancellationToken.None);

        body.Bytes.ToArray().ShouldBe("{}"u8.ToArray());
        slots.Verify(s => s.TakeReading(It.IsAny<TenantSnapshot>()), Times.Never);
    }

    [Test]
    public async Task Read_WhatTheServerCannotMakeSenseOf_Is400()
    {
        var body = new Mock<Stream>();
        body.Setup(s => s.ReadAsync(It.IsAny<Memory<byte>>(), It.IsAny<CancellationToken>())).ThrowsAsync(new IOException("Bad chunk size data.", new OverflowException()));
        var request = Request([]);
        request.Body = body.Object;

        (await RefusalOf(request)).ShouldBe(400);
    }

    private static readonly TenantSnapshot Tenant = new(
        new("0190b5a2-0000-7000-8000-000000000001"), "tenant-1", "hubspot", TenantStatus.Active, ToolPolicy.Everything, TenantLimits.Default, null, null, []);

    private static BodyReader Reader(MemoryBudget? budget = null) => new(new Mock<ICallSlots>().Object, budget ?? new MemoryBudget(long.MaxValue));

    private static ICallContext CallOf(TenantSnapshot? tenant)
    {
        var call = new Mock<ICallContext>();
        call.Setup(c => c.Caller).Returns(tenant is null ? Caller.Anonymous : new Caller(AuditActor.Tenant, tenant, "key"));
        return call.Object;
    }

    private static HttpRequest Request(byte[] body, string? contentType = "application/json")
    {
        var request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(body);
        request.ContentType = contentType;
        return request;
    }

    private static async Task<int> RefusalOf(HttpRequest request)
    {
        try
        {
            using var body = await Reader().ReadAsync(CallOf(null), request, Bounds.Body, CancellationToken.None);
            return 0;
        }
        catch (RequestRefusedException refused)
        {
            return refused.Problem.Status;
        }
    }
}

using McpService.Application.Mcp;
using McpService.Domain.Auditing;

namespace McpService.UnitTests.Mcp;

internal sealed class McpReplyTests
{
    [Test]
    public async Task EndWith_LastBytes_CountBeforeTheEndIsTold()
    {
        await using var reply = new BrokenOff { Status = 200 };
        (AuditOutcome Outcome, string? Code, long Bytes)? told = null;
        reply.OnEnded((outcome, code) => told = (outcome, code, reply.BytesSent));

        reply.BytesSent += (await reply.ReadAsync(CancellationToken.None)).Length;
        told.ShouldBeNull();
        (await reply.ReadAsync(CancellationToken.None)).IsEmpty.ShouldBeTrue();

        told.ShouldBe((AuditOutcome.Failed, "upstream_timeout", BrokenOff.Error.Length));
    }

    [Test]
    public async Task EndWith_ClientLeavesBeforeItAsksForMore_IsToldAllTheSame()
    {
        var reply = new BrokenOff { Status = 200 };
        AuditOutcome? told = null;
        reply.OnEnded((outcome, _) => told = outcome);

        await reply.ReadAsync(CancellationToken.None);
        await reply.DisposeAsync();

        told.ShouldBe(AuditOutcome.Failed);
    }

    [TestCase(1)]
    [TestCase(4)]
    [TestCase(9)]
    public async Task OnEnded_HoweverManyAsk_EachIsToldOnceInTurn(int askers)
    {
        var reply = new WholeReply(default, AuditOutcome.Success) { Status = 200 };
        var told = new List<int>();
        for (var i = 0; i < askers; i++)
        {
            var asker = i;
            reply.OnEnded((_, _) => told.Add(asker));
        }

        await reply.ReadAsync(CancellationToken.None);
        await reply.DisposeAsync();

        told.ShouldBe(Enumerable.Range(0, askers));
    }

    /// <summary>The upstream failed, and the gateway answers in its place.</summary>
    private sealed class BrokenOff : McpReply
    {
        public static readonly byte[] Error = "data: {}\n\n"u8.ToArray();

        private bool _done;

        public override ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
        {
            if (_done) End(AuditOutcome.Success);
            var bytes = _done ? default : EndWith(Error, AuditOutcome.Failed, "upstream_timeout");
            _done = true;
            return ValueTask.FromResult(bytes);
        }

        public override ValueTask DisposeAsync()
        {
            End(AuditOutcome.Cancelled);
            return ValueTask.CompletedTask;
        }
    }
}

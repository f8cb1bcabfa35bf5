using System.Net.Sockets;
using McpService.Common.Upstreams;
using McpService.Common.Upstreams.DeadEnds;
using NUnit.Framework;
using Shouldly;

namespace McpService.FunctionalTests.TestSupport;

[TestFixture]
internal sealed class DeadEndTests
{
    [Test]
    public async Task RefusingPort_Connect_Refused()
    {
        using var port = new RefusingPort();
        using var client = new TcpClient();
        (await Should.ThrowAsync<SocketException>(() => client.ConnectAsync(port.Address.Host, port.Address.Port)))
            .SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
    }

    [Test]
    public async Task SilentPort_Connect_NeitherMadeNorRefused()
    {
        using var port = new SilentPort();
        using var client = new TcpClient();
        var connecting = client.ConnectAsync(port.Address.Host, port.Address.Port);
        await Should.ThrowAsync<TimeoutException>(connecting.WaitAsync(TimeSpan.FromMilliseconds(300), TimeProvider.System));
    }

    [Test]
    public async Task SelfSignedCertificate_Client_SendsNothing()
    {
        using var certificate = TestCertificates.SelfSigned();
        await using var upstream = await ScriptableUpstream.StartAsync(certificate);
        upstream.Address.Scheme.ShouldBe("https");
        using var probe = new UpstreamProbe(upstream);
        await Should.ThrowAsync<HttpRequestException>(() => probe.TextAsync(Rpc.Request("1", "ping")));
        upstream.Record.TotalHits.ShouldBe(0);
    }
}

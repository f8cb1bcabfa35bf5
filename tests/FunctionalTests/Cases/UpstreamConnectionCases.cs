using System.Security.Cryptography.X509Certificates;
using McpService.Common.Gateway;
using McpService.Common.Proxies;
using McpService.Common.Upstreams;
using McpService.Common.Upstreams.DeadEnds;

namespace McpService.FunctionalTests.Cases;

/// <summary>Cases 56, 57 and 75: an upstream that cannot be reached, or is not who it should be. Nothing is sent, and the caller may try again.</summary>
internal sealed class UpstreamConnectionCases : CaseFixture
{
    [Test]
    public async Task Case056_Refuses_502NotSent()
    {
        using var refusing = new RefusingPort();
        await NothingIsSentAsync(refusing.Address, 502, "upstream_unreachable");
    }

    [Test]
    public async Task Case057_NeverAccepts_504NotSent()
    {
        using var silent = new SilentPort();
        await NothingIsSentAsync(silent.Address, 504, "upstream_connect_timeout");
    }

    [Test]
    public async Task Case075_CertificateThatProvesNothing_502AndTheTokenIsNotSent()
    {
        await using var forwarder = new TcpForwarder(1);
        var address = new Uri($"https://127.0.0.1:{forwarder.Port}/mcp");
        await using var gateway = await CaseStage.StartGatewayAsync(address, ("UPSTREAM_CIRCUIT_CALLS", "1000000"));
        foreach (var make in (Func<X509Certificate2>[])[TestCertificates.SelfSigned, TestCertificates.Expired, TestCertificates.WrongName])
        {
            using var certificate = make();
            await using var upstream = await ScriptableUpstream.StartAsync(certificate);
            forwarder.LeadTo(upstream.Address.Port);
            await RefusedAsync(gateway, 502, "upstream_unreachable");
            upstream.Record.TotalHits.ShouldBe(0);
        }
    }

    private async Task NothingIsSentAsync(Uri address, int status, string code)
    {
        await using var gateway = await CaseStage.StartGatewayAsync(address);
        await RefusedAsync(gateway, status, code);
        await CIsWellAsync();
    }

    private async Task RefusedAsync(GatewayProcess gateway, int status, string code)
    {
        MayFailWith(502, 504);
        var tenant = await CaseStage.CreateTenantAsync(gateway);
        foreach (var door in Enum.GetValues<CaseDoor>())
        {
            var answer = await PostAsync(door, tenant.TenantId, CallOf(door, "whoami", "{}"), [tenant.KeyHeader], "whoami", gateway);
            CodeOf(answer).ShouldBe(code, answer.ToString());
            answer.Text.ShouldContain("not_sent");
            if (door == CaseDoor.Rest) ((int)answer.Status).ShouldBe(status);
            (await AuditedAsync(answer)).GetProperty("outcome").GetString().ShouldBe("not_sent");
        }
    }
}

using System.Buffers.Text;
using System.Text;
using McpService.Common.Gateway;
using McpService.Infrastructure.Security.ApiKeys;
using McpService.Infrastructure.Security.ServiceKeys;

namespace McpService.FunctionalTests.Cases;

/// <summary>Cases 16 to 24: tokens as somebody would forge them. Each is shown at both doors.</summary>
internal sealed class TokenCases : CaseFixture
{
    private const string Typ = "\"typ\":\"at+jwt\"";

    private TokenSigner _signer = null!;

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private static string KeyId => ApiKeyFormat.KeyIdOf(A.ApiKey)!;

    [OneTimeSetUp]
    public async Task StartSignerAsync() => _signer = await TokenSigner.StartAsync();

    [OneTimeTearDown]
    public async Task StopSignerAsync()
    {
        if (_signer is not null) await _signer.DisposeAsync();
    }

    /// <summary>What the others vary is a good token: else they would be refused for another reason.</summary>
    [Test]
    public async Task Control_TokenSignedAsTheGatewayDoes_IsGood()
    {
        ExpectedCalls = 2;
        foreach (var door in Enum.GetValues<CaseDoor>()) ShouldBeOf(A, await WhoAmIAsync(door, A.TenantId, Bearer(_signer.Sign(Header(), Claims()))));
    }

    [Test]
    public async Task Case016_NoAlgorithm_401([Values("none", "None", "NONE", "nOnE", "")] string alg)
    {
        var header = Header(alg: alg);
        await RefusedAsync($"{TokenSigner.Encode(header)}.{TokenSigner.Encode(Claims())}.");
        await RefusedAsync(_signer.Sign(header, Claims()));
        await RefusedAsync($"{TokenSigner.Encode(Header())}.{TokenSigner.Encode(Claims())}.");
    }

    [Test]
    public async Task Case017_SignatureStrippedCutChangedOrAnothers_401()
    {
        var (token, other) = (await TokenOfAsync(A), await TokenOfAsync(B));
        var parts = token.Split('.');
        var signature = Base64Url.DecodeFromChars(parts[2]);
        signature[7] ^= 1;

        await RefusedAsync($"{parts[0]}.{parts[1]}");
        await RefusedAsync(token[..^2]);
        await RefusedAsync($"{parts[0]}.{parts[1]}.{Base64Url.EncodeToString(signature)}");
        await RefusedAsync($"{parts[0]}.{parts[1]}.{other.Split('.')[2]}");
        await RefusedAsync($"{parts[0]}.{other.Split('.')[1]}.{parts[2]}");
    }

    [Test]
    public async Task Case018_SignedWithWhatEverybodyKnows_401()
    {
        string[] known = ["", "\0", AdminOptions.SampleKey, GatewayProcess.AdminKey, CaseStage.EncryptionKeys, CaseStage.EncryptionKeys.Split(':')[1], _signer.Kid(ServiceKeyPurpose.TenantToken), "mcpservice", "secret", A.ApiKey, A.TenantId];
        foreach (var text in known.Concat(SettingNames.All)) await RefusedAsync(TokenSigner.Sign(Header(), Claims(), Encoding.UTF8.GetBytes(text)), CaseDoor.Rest);
        await RefusedAsync(TokenSigner.Sign(Header(), Claims(), Convert.FromBase64String(CaseStage.EncryptionKeys.Split(':')[1])));
    }

    [Test]
    public async Task Case019_HeaderThatNamesItsOwnKey_401AndNothingIsFetched([Values("jku", "jwk", "x5u", "x5c")] string name)
    {
        var hits = Upstream.Record.TotalHits;
        var value = name switch
        {
            "jwk" => """{"kty":"oct","k":"c2VjcmV0"}""",
            "x5c" => """["MIIB"]""",
            _ => $"\"{Upstream.Address}\"",
        };
        await RefusedAsync(_signer.Sign(Header(more: $",\"{name}\":{value}"), Claims()));
        Upstream.Record.TotalHits.ShouldBe(hits);
    }

    [Test]
    public async Task Case020_OddKid_401()
    {
        foreach (var kid in (string[])["../../etc/passwd", "' OR 1=1 --", new string('a', 10 * 1024), "unknown", "", _signer.Kid(ServiceKeyPurpose.AdminToken)])
            await RefusedAsync(_signer.Sign(Header(kid: kid), Claims()));
    }

    [Test]
    public async Task Case021_OddEnd_401()
    {
        foreach (var end in (string[])[$",\"exp\":{Now - 31}", "", $",\"exp\":\"{Now + 300}\"", $",\"exp\":{Now + 300}.5", ",\"exp\":1e400", $",\"exp\":{Now + 300}e0", ",\"exp\":-1", ",\"exp\":null", ",\"exp\":99999999999999999999"])
            await RefusedAsync(_signer.Sign(Header(), Claims(times: $"\"iat\":{Now - 60},\"nbf\":{Now - 60}{end}")));
    }

    [Test]
    public async Task Case022_FromTheFuture_401()
    {
        await RefusedAsync(_signer.Sign(Header(), Claims(times: $"\"iat\":{Now},\"nbf\":{Now + 300},\"exp\":{Now + 600}")));
        await RefusedAsync(_signer.Sign(Header(), Claims(times: $"\"iat\":{Now + 3600},\"nbf\":{Now},\"exp\":{Now + 3900}")));
    }

    [Test]
    public async Task Case023_WrongOrMissingAudienceIssuerType_401()
    {
        foreach (var audience in (string[])["", "\"aud\":\"mcpservice\",", "\"aud\":\"mcpservice/admin\",", "\"aud\":[\"mcpservice/tenant\"],", "\"aud\":\"MCPSERVICE/TENANT\","]) await RefusedAsync(_signer.Sign(Header(), Claims(aud: audience)));
        foreach (var issuer in (string[])["", "\"iss\":\"someone\",", "\"iss\":\"mcpservice/\",", "\"iss\":[\"mcpservice\"],"]) await RefusedAsync(_signer.Sign(Header(), Claims(iss: issuer)));
        foreach (var type in (string[])["", "\"typ\":\"JWT\"", "\"typ\":\"\"", "\"typ\":null"]) await RefusedAsync(_signer.Sign(Header(typ: type), Claims()));
    }

    [Test]
    public async Task Case024_OperatorsClaimsSignedWithTheTenantsKey_401()
    {
        var claims = $"\"iss\":\"mcpservice\",\"aud\":\"mcpservice/admin\",\"sub\":\"admin\",\"jti\":\"1\",{Valid}";
        foreach (var (kid, key) in new[] { (ServiceKeyPurpose.TenantToken, ServiceKeyPurpose.TenantToken), (ServiceKeyPurpose.AdminToken, ServiceKeyPurpose.TenantToken) })
        {
            var forged = _signer.Sign(Header(kid: _signer.Kid(kid)), $"{{{claims}}}", key);
            ShouldBeRefused(await SendAsync(HttpMethod.Get, "/api/tenants", null, Bearer(forged)), 401, "invalid_credentials");
            await RefusedAsync(forged);
        }

        await RefusedAsync(_signer.Sign(Header(kid: _signer.Kid(ServiceKeyPurpose.AdminToken)), Claims(), ServiceKeyPurpose.AdminToken));
    }

    private static string Valid => $"\"iat\":{Now},\"nbf\":{Now},\"exp\":{Now + 300}";

    private static string Claims(string? times = null, string iss = "\"iss\":\"mcpservice\",", string aud = "\"aud\":\"mcpservice/tenant\",") =>
        $$"""{{{iss}}{{aud}}"sub":"{{A.TenantId}}","key":"{{KeyId}}","jti":"1",{{times ?? Valid}}}""";

    private string Header(string alg = "HS256", string? kid = null, string typ = Typ, string more = "") =>
        $$"""{"alg":"{{alg}}","kid":"{{kid ?? _signer.Kid(ServiceKeyPurpose.TenantToken)}}"{{(typ.Length > 0 ? "," : "")}}{{typ}}{{more}}}""";

    private async Task RefusedAsync(string token, params CaseDoor[] doors)
    {
        foreach (var door in doors.Length > 0 ? doors : Enum.GetValues<CaseDoor>()) ShouldBeRefused(await WhoAmIAsync(door, A.TenantId, Bearer(token)), 401, "invalid_credentials");
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Infrastructure.Security.ServiceKeys;

namespace McpService.Infrastructure.Mcp.Parked;

/// <summary>
/// What a client gets with a question, to bring it back with the answer: which parked call it is, sealed with tenant, credential version, what was asked for, round and end. Where the upstream
/// waits is not in it but in the call's row, sealed as well: a session id leaves the gateway for nobody.
/// </summary>
/// <remarks>The plaintext is 16 bytes tenant, 16 bytes credential version, 32 bytes of what was asked for, 16 bytes call, 4 bytes round, 8 bytes end in UTC ticks.</remarks>
internal sealed class RequestStates(SealedText texts, TimeProvider time) : IRequestStates
{
    private const string Label = "requestState";
    private const int BindingSize = 16 + 16 + RequestFingerprint.Size;
    private const int Size = BindingSize + 16 + 4 + 8;
    private const int MaxLength = 512;

    public string Seal(Guid call, int round, DateTimeOffset endsAt, UpstreamTarget target, McpMessage message)
    {
        var plain = new byte[Size];
        WriteBinding(plain, target.TenantRef, target.Credential.Version, message);
        call.TryWriteBytes(plain.AsSpan(BindingSize));
        BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(BindingSize + 16), round);
        BinaryPrimitives.WriteInt64BigEndian(plain.AsSpan(BindingSize + 20), endsAt.UtcTicks);
        return texts.Seal(plain, Label);
    }

    public ContinuedCall? Open(McpExchange exchange)
    {
        if (exchange.Message is not { Kind: McpMessageKind.Request } message || exchange.Context.Caller.Tenant is not { Credential: { } credential } tenant) return null;
        if (BroughtInput.Of(message).State is not { Length: <= MaxLength } state || texts.Open(state, Label) is not { Length: Size } plain) return null;

        var expected = new byte[BindingSize];
        WriteBinding(expected, tenant.Id, credential.Version, message);
        if (!CryptographicOperations.FixedTimeEquals(expected, plain.AsSpan(0, BindingSize))) return null;
        if (time.GetUtcNow().UtcTicks >= BinaryPrimitives.ReadInt64BigEndian(plain.AsSpan(BindingSize + 20))) return null;
        return new ContinuedCall(new Guid(plain.AsSpan(BindingSize, 16)), BinaryPrimitives.ReadInt32BigEndian(plain.AsSpan(BindingSize + 16)));
    }

    /// <summary>One answer for every state that cannot be gone on with, so that none can be told from another.</summary>
    public static McpException Refused(McpMessage message) =>
        new(400, JsonRpcCodes.InvalidParams, "Invalid requestState: it is not one that this call waits for. Call again without it.", message.Id);

    private static void WriteBinding(Span<byte> binding, Guid tenantRef, Guid credentialVersion, McpMessage message)
    {
        tenantRef.TryWriteBytes(binding);
        credentialVersion.TryWriteBytes(binding[16..]);
        RequestFingerprint.Of(message).CopyTo(binding[32..]);
    }
}

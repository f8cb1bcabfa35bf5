namespace McpService.Infrastructure.Persistence.ParkedCalls;

/// <summary>A row of <c>parked_calls</c>: a call that waits for its client's answer, or goes on since it came.</summary>
/// <param name="Id">The call's, as the trail has it.</param>
/// <param name="TenantRef">Whose call.</param>
/// <param name="CredentialVersion">The credential that its upstream session runs with.</param>
/// <param name="Intent">What the trail has of it.</param>
/// <param name="Place">Where the upstream waits, sealed: a session id is a secret.</param>
/// <param name="Round">How often it was parked.</param>
/// <param name="Holder">The process that holds it, or held it last.</param>
/// <param name="IsHeld">The holder has the upstream's stream open, or has not said that it let it go.</param>
/// <param name="IsResumable">The upstream lets the stream be resumed, so that any process can go on with it.</param>
internal sealed record ParkedCall(
    Guid Id, Guid TenantRef, Guid CredentialVersion, byte[] Intent, string Place, int Round, string Holder, bool IsHeld, bool IsResumable);

using System.Security.Cryptography;
using McpService.Domain;
using McpService.Infrastructure.Security.Encryption;

namespace McpService.Infrastructure.Security.ServiceKeys;

/// <summary>Makes service keys and opens stored ones.</summary>
internal sealed class ServiceKeyWrapper(SecretBox box, TimeProvider time)
{
    public const string Subject = "service";
    private const int KeyLength = 32;
    private const int KidLength = 10;

    /// <summary>A new random key, wrapped.</summary>
    public ServiceKey Make(ServiceKeyPurpose purpose)
    {
        var kid = RandomText.Base32(KidLength);
        return new ServiceKey
        {
            Kid = kid,
            Purpose = purpose,
            Blob = box.Seal(RandomNumberGenerator.GetBytes(KeyLength), Subject, Field(kid, purpose)),
            CreatedAt = time.GetUtcNow(),
        };
    }

    /// <summary>The 32 bytes of a stored key.</summary>
    /// <exception cref="ServiceKeyException">It does not open, for example because its encryption key is not configured.</exception>
    public byte[] Unwrap(ServiceKey key)
    {
        try
        {
            return box.Open(key.Blob, Subject, Field(key.Kid, key.Purpose));
        }
        catch (SecretBoxException e)
        {
            throw ServiceKeyException.Of(key.Kid, e);
        }
    }

    // The purpose is part of it: a row relabelled in the database does not turn a tenant's signing key into the admin's.
    public static string Field(string kid, ServiceKeyPurpose purpose) => $"{kid}:{purpose}";
}

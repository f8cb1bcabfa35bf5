using System.Security.Cryptography;
using System.Text;
using McpService.Application.Callers;
using McpService.Domain.Secrets;
using McpService.Domain.Tenants;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Security.ApiKeys;

/// <summary>Compares hashes under a key of this process: of equal length whatever the candidate's, and of no use outside it.</summary>
internal sealed class AdminKey : IAdminKey
{
    private readonly byte[] _hashKey = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);
    private readonly byte[] _expected;

    public AdminKey(IOptions<AdminOptions> options) =>
        _expected = Hash(options.Value.ApiKey ?? throw new InvalidOperationException("The admin key is checked when the service starts."));

    public bool Matches(Secret candidate) => CryptographicOperations.FixedTimeEquals(Hash(candidate), _expected);

    private byte[] Hash(Secret key) => HMACSHA256.HashData(_hashKey, Encoding.UTF8.GetBytes(key.Reveal()));
}

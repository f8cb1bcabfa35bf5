using System.Security.Cryptography;

namespace McpService.Domain;

/// <summary>Random identifiers that read well in URLs, logs and file names.</summary>
public static class RandomText
{
    // Crockford's base 32 in lower case: no i, l, o, u, so nothing is misread; 5 bits a character.
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary><paramref name="length"/> characters of 5 random bits each.</summary>
    public static string Base32(int length) => RandomNumberGenerator.GetString(Alphabet, length);
}

using FluentValidation;
using FluentValidation.Results;

namespace McpService.Application.Idempotency;

/// <summary>What a key may be.</summary>
internal static class IdempotencyKeys
{
    /// <param name="field">Where it stood.</param>
    /// <param name="key">As it stood there.</param>
    /// <exception cref="ValidationException">It is none.</exception>
    public static void Check(string field, string key)
    {
        if (key.Length is 0 or > Bounds.IdempotencyKey || !key.All(c => c is > ' ' and <= '~'))
            throw new ValidationException([new ValidationFailure(field, $"Must be one value of 1 to {Bounds.IdempotencyKey} visible ASCII characters.")]);
    }
}

using System.Text.Json.Serialization;

namespace McpService.Application.Validation;

/// <summary>A field of a partial update. Left out it is not the same as null: the one keeps what there is, the other resets it.</summary>
[JsonConverter(typeof(OptionalFieldConverter))]
public readonly record struct OptionalField<T>
{
    public OptionalField(T value) => (IsGiven, Value) = (true, value);

    /// <summary>The field stood in the request.</summary>
    public bool IsGiven { get; }

    /// <summary>What it said; the default where it was left out.</summary>
    public T? Value { get; }

    public T? Or(T? current) => IsGiven ? Value : current;
}

namespace McpService.Common.Upstreams.Conformance;

/// <summary>The smallest files of their kind.</summary>
internal static class Samples
{
    public const string ImageType = "image/png";
    public const string SoundType = "audio/wav";

    /// <summary>One red pixel.</summary>
    public static byte[] Image { get; } = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==");

    /// <summary>A header without a sample.</summary>
    public static byte[] Sound { get; } = Convert.FromBase64String("UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=");
}

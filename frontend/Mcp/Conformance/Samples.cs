using ModelContextProtocol.Protocol;

namespace Squaremcp.Frontend.Mcp.Conformance;

/// <summary>The smallest files of their kind.</summary>
internal static class Samples
{
    /// <summary>A PNG of one pixel.</summary>
    internal static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");

    /// <summary>A WAV without a sample: 16 bit, mono, 8 kHz.</summary>
    private static readonly byte[] Wav = [.. "RIFF"u8, 36, 0, 0, 0, .. "WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x80, 0x3e, 0, 0, 2, 0, 16, 0, .. "data"u8, 0, 0, 0, 0];

    internal static ImageContentBlock Image => ImageContentBlock.FromBytes(Png, "image/png");

    internal static AudioContentBlock Sound => AudioContentBlock.FromBytes(Wav, "audio/wav");

    internal static EmbeddedResourceBlock Embedded(string uri, string type, string text) =>
        new() { Resource = new TextResourceContents { Uri = uri, MimeType = type, Text = text } };
}

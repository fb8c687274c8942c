using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Squaremcp.Platforms;

/// <summary>Plaintext that must not be printed, logged or serialized. Its bytes are wiped when it is disposed.</summary>
[JsonConverter(typeof(NeverConverter))]
public sealed class Secret(byte[] bytes) : IDisposable
{
    public static Secret OfText(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>The plaintext itself; for the moment of its use only.</summary>
    public ReadOnlySpan<byte> Reveal() => bytes;

    /// <summary>The plaintext as UTF-8 text. A string cannot be wiped: where bytes will do, use <see cref="Reveal"/>.</summary>
    public string RevealText() => Encoding.UTF8.GetString(bytes);

    public void Dispose() => CryptographicOperations.ZeroMemory(bytes);

    public override string ToString() => "***";

    /// <summary>No serializer may carry a secret anywhere.</summary>
    private sealed class NeverConverter : JsonConverter<Secret>
    {
        public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("A secret is never read from JSON.");

        public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) =>
            throw new NotSupportedException("A secret is never written to JSON.");
    }
}

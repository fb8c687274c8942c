using System.Globalization;
using System.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>One value of an IMAP answer. NIL and the empty string differ (RFC 9051 §4).</summary>
internal abstract record ImapValue
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ImapValue()
    {
    }

    /// <summary>The text of an atom or string; null of anything else.</summary>
    public string? Text => this switch
    {
        Atom(var text) => text,
        Bytes(var bytes) => Decode(bytes),
        _ => null,
    };

    public uint? Number => uint.TryParse(Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public IReadOnlyList<ImapValue> Items => this is List(var items) ? items : [];

    /// <summary>UTF-8 where it is that, Latin-1 where it is not: servers hand on headers as they came.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }

    /// <summary>A word, a number, a flag, or such as BODY[1.1]&lt;0&gt;.</summary>
    internal sealed record Atom(string Word) : ImapValue;

    /// <summary>A quoted string or a literal.</summary>
    internal sealed record Bytes(byte[] Content) : ImapValue;

    /// <summary>A literal that was handed on as it came.</summary>
    internal sealed record Handed(long Length) : ImapValue;

    internal sealed record Nil : ImapValue;

    internal sealed record List(IReadOnlyList<ImapValue> Content) : ImapValue;
}

using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Squaremcp.Platforms.Email;

/// <summary>Reads the text of a header: encoded words (RFC 2047) wherever they stand, raw UTF-8 (RFC 6532), and what older programs left there.</summary>
internal static class HeaderText
{
    private const int LongestCharset = 75;

    /// <summary>For octets as a server sends them, an IMAP ENVELOPE's strings for example.</summary>
    internal static string Decode(ReadOnlySpan<byte> raw) => Decode(OfBytes(raw));

    /// <summary>The text that was meant, in one line: control characters become spaces.</summary>
    internal static string Decode(string raw) => OneLine(raw.Contains("=?", StringComparison.Ordinal) ? new Words(raw).Decode() : raw);

    /// <summary>Octets as text: UTF-8 if they are, else windows-1252. Encoded words stay as they are.</summary>
    internal static string OfBytes(ReadOnlySpan<byte> raw) => Utf8.IsValid(raw) ? Encoding.UTF8.GetString(raw) : Charset.Western.GetString(raw);

    internal static string OneLine(string text) =>
        text.AsSpan().IndexOfAnyInRange('\0', '\x1f') < 0 && text.AsSpan().IndexOfAnyInRange('\x7f', '\x9f') < 0
            ? text
            : string.Create(text.Length, text, (line, all) =>
            {
                for (var i = 0; i < line.Length; i++)
                {
                    line[i] = char.IsControl(all[i]) ? ' ' : all[i];
                }
            });

    /// <summary>One pass over the text. Words of one charset that follow each other are joined before they are decoded: some programs cut inside a character.</summary>
    private ref struct Words(string raw)
    {
        private readonly StringBuilder text = new();
        private readonly ArrayBufferWriter<byte> run = new();
        private string? charset;
        private int closing = -1;

        internal string Decode()
        {
            var at = 0;
            while (raw.IndexOf("=?", at, StringComparison.Ordinal) is var start and >= 0)
            {
                var (name, isBase64, from, to) = Read(start);
                if (name is null)
                {
                    Flush();
                    text.Append(raw, at, start + 2 - at);
                    at = start + 2;
                    continue;
                }

                if (charset is null || !raw.AsSpan(at, start - at).IsWhiteSpace())
                {
                    Flush();
                    text.Append(raw, at, start - at);
                }
                else if (!charset.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    Flush();
                }

                charset = name;
                Append(raw.AsSpan(from, to - from), isBase64);
                at = to + 2;
            }

            Flush();
            return text.Append(raw, at, raw.Length - at).ToString();
        }

        /// <summary>The encoded word at <paramref name="start"/>, its charset null where there is none.</summary>
        private (string? Charset, bool Base64, int From, int To) Read(int start)
        {
            var from = start + 2;
            var name = raw.AsSpan(from, Math.Min(LongestCharset, raw.Length - from));
            var end = name.IndexOfAny('?', ' ', '\t');
            if (end <= 0 || name[end] != '?' || from + end + 2 >= raw.Length || raw[from + end + 1] is not ('b' or 'B' or 'q' or 'Q') || raw[from + end + 2] != '?')
            {
                return default;
            }

            var first = from + end + 3;
            if (closing < first)
            {
                closing = raw.IndexOf("?=", first, StringComparison.Ordinal) is var found and >= 0 ? found : int.MaxValue;
            }

            // Another beginning before the end: this word was never closed.
            if (closing == int.MaxValue || raw.AsSpan(first, closing - first).Contains("=?", StringComparison.Ordinal))
            {
                return default;
            }

            var language = name[..end].IndexOf('*'); // RFC 2231 §5
            return (name[..(language > 0 ? language : end)].ToString(), raw[from + end + 1] is 'b' or 'B', first, closing);
        }

        private readonly void Append(ReadOnlySpan<char> word, bool isBase64)
        {
            var bytes = Encoding.UTF8.GetBytes(isBase64 ? word.ToString() : word.ToString().Replace('_', ' '));
            TransferDecoder decoder = isBase64 ? new Base64Decoder() : new QuotedPrintableDecoder { KeepsTrailingSpace = true };
            decoder.Decode(bytes, run);
            decoder.Finish(run);
        }

        private void Flush()
        {
            if (charset is not null)
            {
                text.Append(Email.Charset.Decode(run.WrittenSpan, charset));
                run.ResetWrittenCount();
                charset = null;
            }
        }
    }
}

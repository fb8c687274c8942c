using System.Text;
using System.Text.Unicode;

namespace Squaremcp.Platforms.Email;

/// <summary>Turns octets into text whatever the label says: unknown and lying labels fall back to UTF-8 if that is what the octets are, else to windows-1252.</summary>
internal static class Charset
{
    internal static Encoding Western { get; } = CodePages("windows-1252")!;

    internal static string Decode(ReadOnlySpan<byte> bytes, string? charset)
    {
        var name = charset?.Trim().Trim('"', '\'').ToLowerInvariant() ?? "";
        return Kind(name) switch
        {
            "unknown" => Guess(bytes),
            "utf-8" => Utf8Text(bytes),
            "utf-16" or "utf-32" => Wide(bytes, name),
            var known => Find(known) is { } encoding ? encoding.GetString(bytes) : Guess(bytes),
        };
    }

    /// <summary>Names as they occur, to names that .NET knows; a superset where senders use one under its subset's name (WHATWG Encoding).</summary>
    private static string Kind(string name) => name switch
    {
        "" or "us-ascii" or "ascii" or "ansi_x3.4-1968" or "iso646-us" or "unknown-8bit" or "x-unknown" or "default" or "8bit" or "7bit" => "unknown",
        "utf-8" or "utf8" or "unicode-1-1-utf-8" or "x-utf-8" or "utf-8-strict" => "utf-8",
        "utf-16" or "utf-16le" or "utf-16be" or "utf16" or "unicode" or "iso-10646-ucs-2" or "ucs-2" => "utf-16",
        "utf-32" or "utf-32le" or "utf-32be" => "utf-32",
        "iso-8859-1" or "iso8859-1" or "iso_8859-1" or "latin1" or "latin-1" or "l1" or "cp1252" or "windows-1252" or "x-ansi" => "windows-1252",
        "iso-8859-9" or "iso8859-9" or "latin5" or "cp1254" => "windows-1254",
        "iso-8859-11" or "tis-620" or "tis620" => "windows-874",
        "iso8859-2" or "latin2" => "iso-8859-2",
        "iso8859-15" or "latin9" or "latin-9" => "iso-8859-15",
        "iso-8859-8-i" or "iso-8859-8-e" => "iso-8859-8",
        "gb2312" or "gbk" or "x-gbk" or "gb_2312-80" or "euc-cn" or "cp936" or "gb18030" => "gb18030",
        "big5-hkscs" or "cn-big5" or "x-x-big5" or "cp950" or "big5" => "big5",
        "ks_c_5601-1987" or "ks_c_5601" or "euc-kr" or "cp949" or "uhc" or "x-windows-949" => "ks_c_5601-1987",
        "sjis" or "x-sjis" or "shift-jis" or "shift_jis" or "cp932" or "windows-31j" or "ms_kanji" => "shift_jis",
        "cp1250" or "cp1251" or "cp1253" or "cp1255" or "cp1256" or "cp1257" or "cp1258" => "windows-" + name[2..],
        _ => name,
    };

    private static Encoding? Find(string name)
    {
        // Only what mail is written in: no EBCDIC, no UTF-7, whose text means something else to whoever looks at the octets.
        return name.StartsWith("iso-8859-", StringComparison.Ordinal) || name.StartsWith("windows-", StringComparison.Ordinal) || name.StartsWith("koi8-", StringComparison.Ordinal)
            || name is "gb18030" or "big5" or "ks_c_5601-1987" or "shift_jis" or "euc-jp" or "iso-2022-jp" or "iso-2022-kr" or "hz-gb-2312" or "macintosh" or "x-mac-roman" or "ibm850" or "ibm437"
            ? CodePages(name)
            : null;
    }

    private static Encoding? CodePages(string name)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback);
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static string Guess(ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes) ? Utf8Text(bytes) : Western.GetString(bytes);

    /// <summary>A character cut at the end is left out; a text with more broken characters than whole ones was windows-1252.</summary>
    private static string Utf8Text(ReadOnlySpan<byte> bytes)
    {
        var whole = bytes[..^CutCharacter(bytes)];
        var text = Encoding.UTF8.GetString(whole.StartsWith(Encoding.UTF8.Preamble) ? whole[3..] : whole);
        if (Utf8.IsValid(whole))
        {
            return text;
        }

        var (broken, good) = (0, 0);
        foreach (var letter in text)
        {
            broken += letter == '\uFFFD' ? 1 : 0;
            good += letter > '\x7f' && letter != '\uFFFD' ? 1 : 0;
        }

        return broken > good ? Western.GetString(bytes) : text;
    }

    /// <summary>How many octets at the end begin a character that is not whole.</summary>
    private static int CutCharacter(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var lead = bytes[^back];
            if (lead >= 0xC0)
            {
                var needs = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
                // A lead alone behind text that is no UTF-8 either is a letter of another charset: é at the end of a word.
                return needs > back && Utf8.IsValid(bytes[..^back]) && (back > 1 || bytes[..^back].ContainsAnyInRange((byte)0x80, (byte)0xFF)) ? back : 0;
            }

            if (lead < 0x80)
            {
                break;
            }
        }

        return 0;
    }

    private static string Wide(ReadOnlySpan<byte> bytes, string name)
    {
        var is32 = name.Contains("32", StringComparison.Ordinal);
        var bigEndian = name.EndsWith("be", StringComparison.Ordinal) || (!name.EndsWith("le", StringComparison.Ordinal) && LooksBigEndian(bytes));
        Encoding encoding = is32 ? new UTF32Encoding(bigEndian, false) : new UnicodeEncoding(bigEndian, false);
        return encoding.GetString(bytes).TrimStart('\uFEFF');
    }

    /// <summary>By its byte order mark, else by where the zeros of western text stand.</summary>
    private static bool LooksBigEndian(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= 2 && (bytes[0], bytes[1]) is (0xFF, 0xFE) or (0xFE, 0xFF))
        {
            return bytes[0] == 0xFE;
        }

        var (even, odd) = (0, 0);
        for (var i = 0; i + 1 < Math.Min(bytes.Length, 1000); i += 2)
        {
            even += bytes[i] == 0 ? 1 : 0;
            odd += bytes[i + 1] == 0 ? 1 : 0;
        }

        return even > odd;
    }
}

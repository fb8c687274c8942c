using System.Buffers.Text;
using System.Text.Json;

namespace Squaremcp.Frontend.Commands.Import.NodeJs;

/// <summary>
/// A value of a <c>creds:</c> key. How the old product lays nonce, tag and ciphertext out is written nowhere but in its program, so the layouts that programs for Node use are tried: with the right key exactly
/// one of them proves itself by its tag, and with a wrong one none.
/// </summary>
internal static class OldBox
{
    private const int Shortest = 12 + Gcm.TagBytes;

    private static readonly int[] NonceLengths = [12, 16];
    private static readonly string[] NonceNames = ["iv", "nonce"];
    private static readonly string[] TagNames = ["tag", "authTag", "auth_tag"];
    private static readonly string[] TextNames = ["data", "encrypted", "ciphertext", "content", "encryptedData"];

    /// <returns>Null where none proves itself.</returns>
    internal static byte[]? Open(OldKey key, string value)
    {
        foreach (var (nonce, tag, text) in Layouts(value.Trim()))
        {
            if (NonceLengths.Contains(nonce.Length) && tag.Length == Gcm.TagBytes && Gcm.Open(key.Reveal(), nonce, tag, text) is { } opened)
            {
                return opened;
            }
        }

        return null;
    }

    private static IEnumerable<(byte[] Nonce, byte[] Tag, byte[] Text)> Layouts(string value) =>
        value.StartsWith('{') ? Named(value) : value.Split(':', '.') is [var first, var second, var third] ? Parts(first, second, third) : Packed(value);

    private static IEnumerable<(byte[] Nonce, byte[] Tag, byte[] Text)> Named(string value)
    {
        JsonElement json;
        try
        {
            json = JsonElement.Parse(value);
        }
        catch (JsonException)
        {
            return [];
        }

        return Bytes(Of(json, NonceNames)) is { } nonce && Bytes(Of(json, TagNames)) is { } tag && Bytes(Of(json, TextNames)) is { } text ? [(nonce, tag, text)] : [];
    }

    private static IEnumerable<(byte[] Nonce, byte[] Tag, byte[] Text)> Parts(string first, string second, string third) =>
        Bytes(first) is { } nonce && Bytes(second) is { } one && Bytes(third) is { } other ? [(nonce, one, other), (nonce, other, one)] : [];

    /// <summary>One string of all three: nonce first, and the tag before or after the ciphertext.</summary>
    private static IEnumerable<(byte[] Nonce, byte[] Tag, byte[] Text)> Packed(string value)
    {
        if (Bytes(value) is not { Length: >= Shortest } all)
        {
            yield break;
        }

        foreach (var nonce in NonceLengths.Where(length => all.Length >= length + Gcm.TagBytes))
        {
            yield return (all[..nonce], all[nonce..(nonce + Gcm.TagBytes)], all[(nonce + Gcm.TagBytes)..]);
            yield return (all[..nonce], all[^Gcm.TagBytes..], all[nonce..^Gcm.TagBytes]);
        }
    }

    private static string? Of(JsonElement json, string[] names) =>
        names.Select(name => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null).FirstOrDefault(value => value is not null);

    /// <summary>Hexadecimal or base 64, of either alphabet. Text of hexadecimal digits alone is taken for that: base 64 of such a length has other letters, too.</summary>
    private static byte[]? Bytes(string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit))
        {
            return Convert.FromHexString(text);
        }

        var plain = text.TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return Base64Url.IsValid(plain) ? Base64Url.DecodeFromChars(plain) : null;
    }
}

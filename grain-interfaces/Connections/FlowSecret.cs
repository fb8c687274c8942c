using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Squaremcp.Connections;

/// <summary>A ticket or a state as text: the flow it belongs to, which is no secret, and 256 random bits.</summary>
public static class FlowSecret
{
    private const string Prefix = "cfl";
    private const int IdDigits = 26;
    private const int SecretDigits = 43;

    public static string NewFlow(DateTimeOffset now) => Ids.New(Prefix, now);

    public static string New(string flow) => $"{flow[(Prefix.Length + 1)..]}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";

    /// <returns>The flow's id; null where the text is none of ours.</returns>
    public static string? Flow(string? text) =>
        text is { Length: IdDigits + 1 + SecretDigits } && text[IdDigits] == '_' && Base64Url.IsValid(text.AsSpan(IdDigits + 1)) && $"{Prefix}_{text[..IdDigits]}" is var id && Ids.Is(Prefix, id) ? id : null;

    /// <returns>SHA-256, 64 lower-case hexadecimal digits.</returns>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

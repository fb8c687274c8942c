using System.Security.Cryptography;
using Squaremcp.Accounts;
using Squaremcp.Frontend.OAuth;

namespace Squaremcp.Frontend.Accounts;

/// <summary>Codes for who has lost the app: sixteen letters and digits in groups of four, 80 random bits, so that a hash of one cannot be guessed at.</summary>
internal static class RecoveryCodes
{
    internal const int Many = 10;

    private const int Bytes = 10;
    private const int Letters = 16;

    internal static IReadOnlyList<string> New() => [.. Enumerable.Range(0, Many).Select(_ => string.Join('-', Base32.Of(RandomNumberGenerator.GetBytes(Bytes)).ToLowerInvariant().Chunk(4).Select(group => new string(group))))];

    internal static string Hash(string code) => TokenText.Hash(Plain(code));

    /// <summary>What a person typed: six digits of the app or a recovery code, however spaced and written. Null where it can be neither.</summary>
    internal static GivenCode? Read(string? typed)
    {
        var plain = Plain(typed ?? "");
        return plain switch
        {
            { Length: 6 } when plain.All(char.IsAsciiDigit) => new() { Digits = plain },
            { Length: Letters } => new() { RecoveryHash = TokenText.Hash(plain) },
            _ => null,
        };
    }

    private static string Plain(string code) => string.Concat(code.Take(100).Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}

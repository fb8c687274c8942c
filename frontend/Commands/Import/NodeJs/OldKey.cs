using System.Security.Cryptography;
using System.Text;

namespace Squaremcp.Frontend.Commands.Import.NodeJs;

/// <summary>The old product's CREDENTIAL_ENCRYPTION_KEY: from the environment or a file, never from the command line, which other programs and a shell's history can read.</summary>
internal sealed class OldKey : IDisposable
{
    internal const string Variable = "CREDENTIAL_ENCRYPTION_KEY";

    private const int Bytes = 32;

    private readonly byte[] key;

    private OldKey(byte[] key) => this.key = key;

    internal ReadOnlySpan<byte> Reveal() => key;

    public void Dispose() => CryptographicOperations.ZeroMemory(key);

    public override string ToString() => "***";

    /// <param name="file">Holds the key as the old product's environment did; null reads this program's environment.</param>
    /// <exception cref="CommandException">There is none, or none that can be one.</exception>
    internal static OldKey Read(string? file)
    {
        var where = file is null ? $"The environment variable {Variable}" : $"The file {file}";
        var text = (file is null ? Environment.GetEnvironmentVariable(Variable) : File.ReadAllText(file))?.Trim();
        if (text is not { Length: > 0 })
        {
            throw new CommandException($"{where} holds no key. Set {Variable} to what the old product has there, or name a file that holds it with --key-file. Nothing was done.");
        }

        return Parse(text) is { } key
            ? new(key)
            : throw new CommandException($"{where} does not hold a key of {Bytes} bytes: 64 hexadecimal digits, base 64 of {Bytes} bytes, or {Bytes} characters. Where the old product derives its key from a passphrase, give the derived key in hexadecimal (docs/import-nodejs.md). Nothing was done.");
    }

    internal static byte[]? Parse(string text)
    {
        if (text.Length == 2 * Bytes && text.All(char.IsAsciiHexDigit))
        {
            return Convert.FromHexString(text);
        }

        if (Encoding.UTF8.GetByteCount(text) == Bytes)
        {
            return Encoding.UTF8.GetBytes(text);
        }

        var decoded = new byte[Bytes + 2];
        return Convert.TryFromBase64String(text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '='), decoded, out var written) && written == Bytes ? decoded[..Bytes] : null;
    }
}

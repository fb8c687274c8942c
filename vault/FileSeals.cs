using System.Globalization;
using System.Security.Cryptography;
using Squaremcp.Platforms;

namespace Squaremcp.Vault;

/// <summary>
/// A file under its key, chunk by chunk: each bound to customer, file, its number and whether more come, so that none can be changed, swapped, repeated or left out.
/// Behind the last chunk stands the seal, which holds nothing and is bound to everything told of the file: one that was cut off has none that fits.
/// </summary>
public sealed class FileSeals(Secret key, string customer, string file)
{
    private const string Format = "square.file-chunk.v1";

    public byte[] Seal(int chunk, ReadOnlySpan<byte> plain) => Sealing.Seal(key.Reveal(), plain, About(chunk));

    /// <exception cref="VaultException">It is not the chunk that was sealed there.</exception>
    public byte[] Open(int chunk, ReadOnlySpan<byte> sealedBytes)
    {
        try
        {
            return Sealing.Open(key.Reveal(), sealedBytes, About(chunk));
        }
        catch (CryptographicException broken)
        {
            throw Broken($"chunk {Number(chunk)}", broken);
        }
    }

    /// <param name="chunk">The number after the last chunk's.</param>
    /// <param name="told">What is told of the file.</param>
    public byte[] Close(int chunk, params ReadOnlySpan<string> told) => Sealing.Seal(key.Reveal(), [], AboutAll(chunk, told));

    /// <exception cref="VaultException">The file is not as it was sealed.</exception>
    public void Check(int chunk, ReadOnlySpan<byte> seal, params ReadOnlySpan<string> told)
    {
        try
        {
            _ = Sealing.Open(key.Reveal(), seal, AboutAll(chunk, told));
        }
        catch (CryptographicException broken)
        {
            throw Broken("seal", broken);
        }
    }

    private byte[] About(int chunk) => Sealing.About(Format, customer, file, Number(chunk), "more");

    private byte[] AboutAll(int chunk, ReadOnlySpan<string> told) => Sealing.About([Format, customer, file, Number(chunk), "last", .. told]);

    private static string Number(int chunk) => chunk.ToString(CultureInfo.InvariantCulture);

    private VaultException Broken(string what, CryptographicException inner) => new($"The {what} of the file {customer}/{file} is not as it was sealed.", inner) { IsLost = true };
}

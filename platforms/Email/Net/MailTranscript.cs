using System.Security.Cryptography;
using System.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>What was said on a connection, for whoever finds out why it fails. Credentials stand in it as ***, also where a server repeats them.</summary>
internal sealed class MailTranscript(bool recording) : IDisposable
{
    private const int MostLines = 200;
    private const int LongestLine = 200;

    private readonly List<string> lines = [];
    private readonly List<byte[]> hidden = [];

    /// <summary>The first 200 lines, each "C: " or "S: " and at most 200 characters; empty unless recorded.</summary>
    public IReadOnlyList<string> Lines => lines;

    /// <summary>Never shows these bytes, nor their base64, from now on.</summary>
    public void Hide(ReadOnlySpan<byte> secret)
    {
        if (secret.Length > 0)
        {
            hidden.Add(secret.ToArray());
            hidden.Add(Encoding.ASCII.GetBytes(Convert.ToBase64String(secret)));
        }
    }

    public void Sent(ReadOnlySpan<byte> line) => Add("C: ", line);

    public void Received(ReadOnlySpan<byte> line) => Add("S: ", line);

    /// <summary>Somebody else's bytes as one line of text without secrets and control characters, at most 200 characters.</summary>
    public string Clean(ReadOnlySpan<byte> bytes)
    {
        // Cut late: what is cut could be the end of a secret that is then not recognised.
        var text = Encoding.UTF8.GetString(WithoutSecrets(bytes));
        var clean = new string([.. text.Where(letter => !char.IsControl(letter) && char.GetUnicodeCategory(letter) != System.Globalization.UnicodeCategory.Format)]).Trim();
        return clean.Length <= LongestLine ? clean : clean[..LongestLine] + "…";
    }

    public void Dispose() => hidden.ForEach(secret => CryptographicOperations.ZeroMemory(secret));

    private void Add(string who, ReadOnlySpan<byte> line)
    {
        if (recording && lines.Count < MostLines)
        {
            lines.Add(who + Clean(line));
        }
    }

    private byte[] WithoutSecrets(ReadOnlySpan<byte> bytes)
    {
        var shown = bytes.ToArray();
        foreach (var secret in hidden)
        {
            var (rest, kept) = (shown, new List<byte>());
            for (var at = rest.AsSpan().IndexOf(secret); at >= 0; at = rest.AsSpan().IndexOf(secret))
            {
                kept.AddRange([.. rest.AsSpan(0, at), .. "***"u8]);
                rest = rest[(at + secret.Length)..];
            }

            shown = [.. kept, .. rest];
        }

        return shown;
    }
}

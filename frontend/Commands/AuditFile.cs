using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Squaremcp.Frontend.Api;
using Squaremcp.Ledger;

namespace Squaremcp.Frontend.Commands;

/// <summary>Checks an export of an audit trail with nothing but the file: no server, no data folder.</summary>
internal static class AuditFile
{
    internal static async Task<int> VerifyAsync(Words words)
    {
        var file = Path.GetFullPath(words.Argument!);
        if (!File.Exists(file))
        {
            throw new CommandException($"There is no file {file}.");
        }

        var check = await CheckAsync(file, words.Option("public-key") is { } key ? Fingerprint(Path.GetFullPath(key)) : null);
        if (words.Json)
        {
            Console.WriteLine(JsonSerializer.Serialize(check, AuditExport.Json));
            return check.Ok ? 0 : 1;
        }

        Console.WriteLine(check.Ok ? "The audit trail is whole: nothing in it was changed, removed, moved or added." : $"NOT WHOLE: {check.Reason}");
        if (check.Head is { } head)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
                customer     {head.CustomerId}
                entries      {check.Entries} ({head.FirstSeq} to {head.Seq} by the head)
                head         {head.Hash}
                signed       {head.At:yyyy-MM-dd HH:mm:ss} UTC by key {head.KeyId}
                """));
            if (words.Option("public-key") is null)
            {
                Console.WriteLine($"Compare the key with the gateway's own: /.well-known/squaremcp-audit-key.pem, given here as --public-key FILE.");
            }
        }

        return check.Ok ? 0 : 1;
    }

    /// <param name="keyId">The key that must have signed; null takes the one the file brings.</param>
    internal static async Task<AuditFileCheck> CheckAsync(string file, string? keyId)
    {
        SignedHead? head = null;
        var (line, seq, link) = (0L, 0L, "");
        await foreach (var text in File.ReadLinesAsync(file))
        {
            line++;
            var (read, wrong) = Read(text, line);
            if (wrong is not null)
            {
                return new(false, head is null ? 0 : seq - head.FirstSeq + 1, wrong, head);
            }

            switch (read)
            {
                case HeadLine first when line == 1:
                    if (WhyNotTrusted(first.Head, keyId) is { } forged)
                    {
                        return new(false, 0, forged, first.Head);
                    }

                    (head, seq, link) = (first.Head, first.Head.FirstSeq - 1, first.Head.FirstLink);
                    continue;
                case EntryLine { Entry: var entry } when head is not null:
                    if (Broken(entry, head, seq, link) is { } broken)
                    {
                        return new(false, seq - head.FirstSeq + 1, $"{broken} (line {line})", head);
                    }

                    (seq, link) = (entry.Seq, entry.Hash!);
                    continue;
                default:
                    return new(false, 0, line == 1 ? "The file does not begin with a signed head." : $"Line {line} is a second head.", head);
            }
        }

        return head switch
        {
            null => new(false, 0, "The file is empty.", null),
            _ when seq < head.Seq => new(false, seq - head.FirstSeq + 1, $"The file ends after entry {seq}; its signed head says {head.Seq}. Entries are missing at the end.", head),
            _ when link != head.Hash => new(false, seq - head.FirstSeq + 1, "The last entry is not the one that was signed.", head),
            _ => new(true, seq - head.FirstSeq + 1, null, head),
        };
    }

    private static string? Broken(AuditEntry entry, SignedHead head, long seq, string link) =>
        entry.CustomerId != head.CustomerId ? $"Entry {entry.Seq} belongs to another customer."
        : seq >= head.Seq ? $"Entry {entry.Seq} comes after the signed head, which says {head.Seq}."
        : AuditChain.WhyBroken(entry, seq + 1, link);

    private static string? WhyNotTrusted(SignedHead head, string? keyId) =>
        keyId is not null && head.KeyId != keyId ? $"The head is signed by key {head.KeyId}, not by {keyId}." : head.WhyForged();

    private static (AuditLine? Line, string? Wrong) Read(string text, long line)
    {
        try
        {
            return (JsonSerializer.Deserialize<AuditLine>(text, AuditExport.Json), null);
        }
        catch (Exception broken) when (broken is JsonException or NotSupportedException)
        {
            return (null, $"Line {line} is not as this program writes it.");
        }
    }

    /// <summary>As heads name their key: the first 16 hexadecimal digits of SHA-256 over the SubjectPublicKeyInfo.</summary>
    private static string Fingerprint(string file)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(File.ReadAllText(file));
            return Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16];
        }
        catch (Exception broken) when (broken is ArgumentException or CryptographicException or FileNotFoundException)
        {
            throw new CommandException($"{file} holds no public key in PEM.");
        }
    }
}

/// <param name="Entries">Entries that fit, from the first on.</param>
internal sealed record AuditFileCheck(bool Ok, long Entries, string? Reason, SignedHead? Head);

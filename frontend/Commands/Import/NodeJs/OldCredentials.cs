using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Squaremcp.Frontend.Commands.Import.NodeJs;

/// <summary>Opens a customer's entries and tells what they are here.</summary>
internal sealed class OldCredentials(OldKey? key)
{
    private const int LongestAccount = 32;

    /// <summary>Whether the key opens any: a wrong key opens none.</summary>
    internal bool OpensAny(IEnumerable<OldCredential> all) => all.Any(one => Opened(one) is { } text && Wiped(text));

    /// <returns>What to send, or why there is nothing to send.</returns>
    internal IReadOnlyList<(OldCredential Of, JsonObject? Connection, string? Problem)> Of(IEnumerable<OldCredential> entries)
    {
        var read = new List<(OldCredential, JsonObject?, string?)>();
        var names = new HashSet<string>();
        foreach (var entry in entries)
        {
            if (OldPlatforms.Here(entry.Platform) is not { } platform)
            {
                read.Add((entry, null, $"there is no platform {entry.Platform} here"));
                continue;
            }

            if (Accounts(entry) is not { Count: > 0 } accounts)
            {
                read.Add((entry, null, "it does not open with this key, or holds no JSON object"));
                continue;
            }

            foreach (var account in accounts)
            {
                var name = Named(entry, account, names, platform);
                var connection = new JsonObject { ["platform"] = platform, ["account"] = name };
                foreach (var (member, value) in OldPlatforms.Member(entry.Platform, account))
                {
                    connection[member] = value?.DeepClone();
                }

                read.Add((entry, connection, null));
            }
        }

        return read;
    }

    /// <summary>One object is one account; a list, or an object with <c>accounts</c>, is several.</summary>
    private List<OldEntry>? Accounts(OldCredential entry)
    {
        if (Opened(entry) is not { } text)
        {
            return null;
        }

        try
        {
            var json = JsonElement.Parse(text);
            if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("accounts", out var several))
            {
                json = several;
            }

            return json.ValueKind switch
            {
                JsonValueKind.Object => [new(json)],
                JsonValueKind.Array when json.EnumerateArray().All(one => one.ValueKind == JsonValueKind.Object) => [.. json.EnumerateArray().Select(one => new OldEntry(one))],
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
        finally
        {
            Wiped(text);
        }
    }

    private byte[]? Opened(OldCredential entry) => key is null ? null : OldBox.Open(key, entry.Box);

    private static bool Wiped(byte[] text)
    {
        CryptographicOperations.ZeroMemory(text);
        return true;
    }

    /// <summary>The customer's own name for the account, as one may be here; "default" where there was none.</summary>
    private static string Named(OldCredential entry, OldEntry account, HashSet<string> names, string platform)
    {
        var given = entry.Account.Length > 0 ? entry.Account : account.Text("account", "accountName", "label") ?? "default";
        var plain = string.Concat(given.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' ? letter : '-')).TrimStart('_', '-');
        var name = plain.Length == 0 ? "default" : plain[..Math.Min(plain.Length, LongestAccount - 4)];
        var tried = name;
        for (var i = 2; !names.Add($"{platform}/{tried}"); i++)
        {
            tried = $"{name}-{i}";
        }

        return tried;
    }
}

using System.Globalization;
using System.Text.Json;
using Squaremcp.Customers;
using Squaremcp.Ledger;

namespace Squaremcp.Storage.Import;

/// <summary>Whether a row can be what this program wrote; what cannot is not moved. The chain of audit entries is checked by <see cref="ChainCheck"/>.</summary>
internal static class RowCheck
{
    private const int HashSize = 32;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <summary>Null where nothing is wrong; the text holds nothing of the row.</summary>
    public static string? WhyDamaged(MovedRow row) => row.Table.Name switch
    {
        "customers" => Enum.TryParse<Plan>(row.Text("plan"), ignoreCase: true, out _) ? null : "its plan is not one this program knows",
        "secrets" => row.Bytes("nonce").Length == NonceSize && row.Bytes("sealed").Length >= TagSize && row.Bytes("wrapped").Length > NonceSize + TagSize ? null : "it is too short to be sealed",
        "grain_state" => IsJson(row.Bytes("payload")) ? null : "its payload is not JSON",
        "reminders" => row.Number("period") > 0 ? null : "its period is not positive",
        "audit_heads" or "audit_anchors" => Hash(row, "hash"),
        "audit_signed_heads" => Hash(row, "hash") ?? Hash(row, "first_link"),
        "audit" => Hash(row, "prev_hash") ?? Hash(row, "hash") ?? Entry(AuditRows.Entry(row)),
        "usage_daily" or "usage_scopes" => DateOnly.TryParseExact(row.Text("day"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? null : "its day is no date",
        "writes" => Hash(row, "arguments_hash") ?? (row.Text("status") is "sent" or "done" or "failed" or "unknown" ? null : "its status is not one this program knows")
            ?? (row["outcome"] is byte[] outcome && !IsJson(outcome) ? "its outcome is not JSON" : null),
        "recipients" => Hash(row, "recipient"),
        "files" when row["sha256"] is byte[] => Hash(row, "sha256"),
        "file_chunks" => row.Bytes("sealed").Length >= NonceSize + TagSize ? null : "it is too short to be sealed",
        _ => null,
    };

    /// <summary>By itself: whether it follows the one before it only the whole chain tells.</summary>
    private static string? Entry(AuditEntry entry) => AuditChain.WhyBroken(entry, entry.Seq, entry.PreviousHash!) is null ? null : "the entry is not as it was written";

    private static string? Hash(MovedRow row, string column) => row.Bytes(column).Length == HashSize ? null : $"{column} is not {HashSize} bytes long";

    private static bool IsJson(byte[] bytes)
    {
        try
        {
            var json = new Utf8JsonReader(bytes);
            while (json.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

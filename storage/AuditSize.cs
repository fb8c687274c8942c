using System.Text;
using Squaremcp.Ledger;

namespace Squaremcp.Storage;

/// <summary>How much of a page an entry takes, in bytes: its texts, and a fixed part for hashes, numbers and the names of its members.</summary>
internal static class AuditSize
{
    public const int MostPerPage = 256 * 1024;

    public const int MostPerEntry = 16 * 1024;

    private const int Fixed = 500;

    public static int Of(AuditEntry entry) =>
        Fixed + Length(entry.CustomerId) + Length(entry.Actor) + Length(entry.Action) + Length(entry.Target) + Length(entry.Outcome) + Length(entry.CallId)
        + Length(entry.Via) + Length(entry.Client) + Length(entry.Platform) + Length(entry.Account) + Length(entry.ArgumentsHash) + Length(entry.Summary) + Length(entry.WriteId);

    private static int Length(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);
}

using Squaremcp.Ledger;

namespace Squaremcp.Storage.Import;

internal static class AuditRows
{
    public static AuditEntry Entry(MovedRow row) => new()
    {
        CustomerId = (string)row[0]!,
        Seq = (long)row[1]!,
        At = DateTimeOffset.FromUnixTimeMilliseconds((long)row[2]!),
        Actor = (string)row[3]!,
        Action = (string)row[4]!,
        Target = (string)row[5]!,
        Outcome = (string)row[6]!,
        CallId = (string)row[7]!,
        Via = (string)row[8]!,
        Client = (string?)row[9],
        Platform = (string?)row[10],
        Account = (string?)row[11],
        DurationMs = (int)(long)row[12]!,
        ArgumentsHash = (string?)row[13],
        PreviousHash = Convert.ToHexStringLower((byte[])row[14]!),
        Hash = Convert.ToHexStringLower((byte[])row[15]!),
        Summary = (string?)row[16],
        Counted = (long)row[17]! != 0,
        WriteId = (string?)row[18],
        Form = (int)(long)row[19]!,
    };
}

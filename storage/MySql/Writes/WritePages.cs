using Squaremcp.Ledger;

namespace Squaremcp.Storage.MySql;

/// <summary>Pages of writes, newest first and without their answers: bounded in rows, in bytes, and in how many rows a filter may pass over.</summary>
internal static class WritePages
{
    /// <summary>A filtered page ends after this many rows were looked at.</summary>
    public const int MostLookedAt = 5_000;

    /// <summary>Rows asked for at once while a filter passes over them.</summary>
    private const int AtOnce = 500;

    /// <summary>Greater than every id.</summary>
    private const string AfterAll = "~";

    public static async Task<WritePage> NewestAsync(Session session, string customerId, WriteQuery query, DateTimeOffset now)
    {
        var page = new List<WriteRecord>();
        var (bytes, lookedAt, last) = (0, 0, query.Before ?? AfterAll);
        var atOnce = query.Status is null ? query.Limit + 1 : AtOnce;
        while (true)
        {
            var some = await SomeAsync(session, customerId, query.IdempotencyKey, last, atOnce);
            foreach (var write in some.Select(write => write.At(now)))
            {
                var isWanted = query.Status is null || write.Status == query.Status;
                bytes += isWanted ? WriteSize.Of(write) : 0;
                if (page.Count == query.Limit || bytes > AuditSize.MostPerPage || lookedAt++ == MostLookedAt)
                {
                    return new() { Writes = page, Next = last };
                }

                last = write.Id;
                if (isWanted)
                {
                    page.Add(write);
                }
            }

            if (some.Count < atOnce)
            {
                return new() { Writes = page };
            }
        }
    }

    private static Task<List<WriteRecord>> SomeAsync(Session session, string customerId, string? key, string before, int limit) =>
        (key is null ? session.Prepare("Writes/List") : session.Prepare("Writes/ListOfKey").Add("idempotency_key", key))
            .AddId("customer", customerId).AddId("before", before).Add("limit", limit).AllAsync(WriteRow.Read);
}

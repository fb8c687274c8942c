using Squaremcp.Storage.Import;

namespace Squaremcp.Storage.MySql.Import;

/// <summary>
/// Reminders as Orleans keeps them: by the text of the grain's id, with its hash on the ring. The next tick is where theirs starts; one that fell due before a silo runs comes with the next beat
/// (docs/decisions/0008).
/// </summary>
/// <param name="service">Orleans' <c>ServiceId</c>: whose reminders they are.</param>
/// <param name="at">
/// Tells when each is due next at that moment: Orleans keeps only the first tick and the period. Null tells the first tick, which is what an import writes.
/// </param>
internal sealed class OrleansReminders(string service, DateTimeOffset? at = null)
{
    /// <summary>Between type and key in the text of an id, and the character after it.</summary>
    private const char Separator = '/';
    private const char AfterSeparator = '0';

    public Statement Count(Session session) => session.Prepare("Import/CountReminders").Add("service", service);

    /// <summary>In the order of type and key, which is not that of the ids' text: type by type.</summary>
    public async Task<IReadOnlyList<MovedRow>> ReadAsync(Session session, RowKey? after)
    {
        var (type, key, name) = after is { Values: [string last, string lastKey, string lastName] } ? (last, lastKey, lastName) : ("", "", "");
        while (true)
        {
            var rows = await session.Prepare("Import/Read/reminders").Add("service", service)
                .Add("grain", $"{type}{Separator}{key}").Add("name", name).Add("end", $"{type}{AfterSeparator}").Add("limit", ImportBatch.MostRows)
                .AllAsync(Read);
            if (rows.Count > 0)
            {
                return rows;
            }

            if (await session.Prepare("Import/FindNextType").Add("service", service).Add("type", type).FirstAsync(row => row.TextOrNull(0)) is not { } next)
            {
                return [];
            }

            (type, key, name) = (next, "", "");
        }
    }

    /// <summary>Binds the row as number <paramref name="number"/> of an insert.</summary>
    public void Add(Statement insert, MovedRow reminder, int number)
    {
        var grain = GrainId.Create(reminder.Text("grain_type"), reminder.Text("grain_key"));
        insert.Add($"service_{number}", service).Add($"grain_{number}", grain.ToString()).Add($"name_{number}", reminder.Text("name"))
            .Add($"due_at_{number}", reminder.Number("due_at")).Add($"period_{number}", reminder.Number("period")).Add($"hash_{number}", (long)(int)grain.GetUniformHashCode());
    }

    /// <summary>The first tick at or after <paramref name="now"/>. All in milliseconds.</summary>
    internal static long Due(long first, long period, long now) => first >= now || period <= 0 ? first : first + ((now - first + period - 1) / period * period);

    private MovedRow Read(Row row)
    {
        var (grain, period, first) = (row.Text(0), row.Integer(2), row.Integer(3));
        var key = grain.IndexOf(Separator, StringComparison.Ordinal);
        return new(MovedTables.Reminders, [grain[..key], grain[(key + 1)..], row.Text(1), "", first, period, at is { } now ? Due(first, period, now.ToUnixTimeMilliseconds()) : first]);
    }
}

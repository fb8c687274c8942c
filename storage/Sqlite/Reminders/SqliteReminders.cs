using Squaremcp.Embedded;

namespace Squaremcp.Storage.Sqlite;

internal sealed class SqliteReminders(Writer writer, Readers readers) : IReminderStore
{
    private const string Select = "SELECT grain_type, grain_key, name, tag, first_at, period, due_at FROM reminders ";

    public Task SaveAsync(Reminder reminder) => writer.WriteAsync(new SaveReminderItem(reminder));

    public Task<bool> RemoveAsync(Reminder reminder) => writer.WriteAsync(new RemoveReminderItem(reminder));

    public Task MoveAsync(Reminder reminder, DateTimeOffset dueAt) => writer.WriteAsync(new MoveReminderItem(reminder, dueAt));

    public Task<IReadOnlyList<Reminder>> OfAsync(GrainId grain) => readers.ReadAsync<IReadOnlyList<Reminder>>(
        database => Read(database.Prepare(Select + "WHERE grain_type = ?1 AND grain_key = ?2 ORDER BY name").Add(grain.Type.ToString()).Add(grain.Key.ToString())), CancellationToken.None);

    public Task<IReadOnlyList<Reminder>> NextAsync(int limit) => readers.ReadAsync<IReadOnlyList<Reminder>>(
        database => Read(database.Prepare(Select + "ORDER BY due_at LIMIT ?1").Add(limit)), CancellationToken.None);

    private static List<Reminder> Read(Statement rows)
    {
        using var row = rows;
        var found = new List<Reminder>();
        while (row.Read())
        {
            found.Add(new()
            {
                Grain = GrainId.Create(row.Text(0), row.Text(1)),
                ReminderName = row.Text(2),
                Tag = row.Text(3),
                FirstAt = DateTimeOffset.FromUnixTimeMilliseconds(row.Integer(4)),
                Period = TimeSpan.FromMilliseconds(row.Integer(5)),
                DueAt = DateTimeOffset.FromUnixTimeMilliseconds(row.Integer(6)),
            });
        }

        return found;
    }
}

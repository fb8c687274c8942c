using Squaremcp.Embedded;

namespace Squaremcp.Storage.Sqlite;

internal sealed class SaveReminderItem(Reminder reminder) : WriteItem<bool>(CancellationToken.None)
{
    private const string Upsert =
        "INSERT INTO reminders (grain_type, grain_key, name, tag, first_at, period, due_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) "
        + "ON CONFLICT (grain_type, grain_key, name) DO UPDATE SET tag = excluded.tag, first_at = excluded.first_at, period = excluded.period, due_at = excluded.due_at";

    public override bool IsDurable => true;

    protected override bool Do(WriterSession session) => ReminderRow.Bind(session.Database.Prepare(Upsert), reminder)
        .Add(ReminderRow.NotBefore(reminder.FirstAt)).Add((long)reminder.Period.TotalMilliseconds).Add(ReminderRow.NotBefore(reminder.DueAt)).Run() > 0;
}

internal sealed class RemoveReminderItem(Reminder reminder) : WriteItem<bool>(CancellationToken.None)
{
    public override bool IsDurable => true;

    protected override bool Do(WriterSession session) => ReminderRow.Bind(session.Database.Prepare("DELETE FROM reminders " + ReminderRow.Same), reminder).Run() > 0;
}

internal sealed class MoveReminderItem(Reminder reminder, DateTimeOffset dueAt) : WriteItem<bool>(CancellationToken.None)
{
    /// <summary>Where a power cut takes it back, the tick comes again: at least once.</summary>
    public override bool IsDurable => false;

    protected override bool Do(WriterSession session) =>
        ReminderRow.Bind(session.Database.Prepare("UPDATE reminders SET due_at = ?5 " + ReminderRow.Same), reminder).Add(ReminderRow.NotBefore(dueAt)).Run() > 0;
}

internal static class ReminderRow
{
    internal const string Same = "WHERE grain_type = ?1 AND grain_key = ?2 AND name = ?3 AND tag = ?4";

    internal static Statement Bind(Statement statement, Reminder reminder) =>
        statement.Add(reminder.Grain.Type.ToString()).Add(reminder.Grain.Key.ToString()).Add(reminder.ReminderName).Add(reminder.Tag);

    /// <summary>In UTC milliseconds; the next whole one, so that no tick comes before its time.</summary>
    internal static long NotBefore(DateTimeOffset time) => time.AddTicks(TimeSpan.TicksPerMillisecond - 1).ToUnixTimeMilliseconds();
}

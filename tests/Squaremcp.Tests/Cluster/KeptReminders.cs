using System.Collections.Concurrent;

namespace Squaremcp.Tests;

/// <summary>A reminder as it is kept.</summary>
internal sealed record KeptReminder(GrainId Grain, string ReminderName, DateTimeOffset DueAt);

/// <summary>The table of Orleans' reminder service, in memory. Outlives a restart of the silo that uses it.</summary>
internal sealed class KeptReminders : IReminderTable
{
    private readonly ConcurrentDictionary<(GrainId, string), Row> rows = new();
    private readonly SemaphoreSlim moves = new(0);

    public IReadOnlyCollection<KeptReminder> All => [.. rows.Values.Select(row => new KeptReminder(row.Grain, row.Name, row.DueAt))];

    /// <summary>Waits until one more tick counts as come.</summary>
    public async Task MovedAsync()
    {
        if (!await moves.WaitAsync(TimeSpan.FromSeconds(10)))
        {
            throw new TimeoutException("No tick counted as come within 10 s.");
        }
    }

    public Task<ReminderTableData> ReadRows(GrainId grainId) => Found(row => row.Grain == grainId);

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => Found(row => row.Grain.GetUniformHashCode() is var hash && (begin < end ? hash > begin && hash <= end : hash > begin || hash <= end));

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => Task.FromResult(rows.TryGetValue((grainId, reminderName), out var row) ? row.Entry() : null);

    public Task<string?> UpsertRow(ReminderEntry entry)
    {
        var row = new Row(entry.GrainId, entry.ReminderName, Guid.NewGuid().ToString("n"), DateTime.SpecifyKind(entry.StartAt, DateTimeKind.Utc), entry.Period, CameAt: null);
        rows[(row.Grain, row.Name)] = row;
        return Task.FromResult<string?>(row.Tag);
    }

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) =>
        Task.FromResult(rows.TryGetValue((grainId, reminderName), out var row) && row.Tag == eTag && rows.TryRemove(KeyValuePair.Create((grainId, reminderName), row)));

    public Task TestOnlyClearTable() => throw new NotSupportedException("Every test has a table of its own.");

    internal bool AnyBeatsAt(DateTimeOffset now) => rows.Values.Any(row => now.UtcDateTime >= row.StartAt && (now.UtcDateTime - row.StartAt).Ticks % row.Period.Ticks == 0);

    /// <summary>A tick was answered or failed, and the next one is set.</summary>
    internal void Came(GrainId grain, string name, DateTime at)
    {
        if (rows.TryGetValue((grain, name), out var row))
        {
            rows.TryUpdate((grain, name), row with { CameAt = at }, row);
        }

        moves.Release();
    }

    private Task<ReminderTableData> Found(Func<Row, bool> which) => Task.FromResult(new ReminderTableData(rows.Values.Where(which).Select(row => row.Entry())));

    private sealed record Row(GrainId Grain, string Name, string Tag, DateTime StartAt, TimeSpan Period, DateTime? CameAt)
    {
        internal DateTimeOffset DueAt => new(CameAt is { } came && came >= StartAt ? StartAt.AddTicks(Period.Ticks * (((came - StartAt).Ticks / Period.Ticks) + 1)) : StartAt);

        internal ReminderEntry Entry() => new() { GrainId = Grain, ReminderName = Name, ETag = Tag, StartAt = StartAt, Period = Period };
    }
}

namespace Squaremcp.Storage.MySql;

/// <summary>
/// The number of a writer's latest batch, committed with it: whether a commit happened whose answer was lost is asked of the database, never guessed.
/// </summary>
internal sealed class CommitMark
{
    private readonly string writer = Guid.NewGuid().ToString("N");
    private long batch;

    /// <summary>Called once per batch, however often it is tried.</summary>
    public void Next() => batch++;

    public Statement Save(Session session, DateTimeOffset now) => session.Prepare("Engine/SaveMark").Add("writer", writer).Add("batch", batch).Add("at", now);

    /// <summary>Waits where the server still has the earlier attempt in hand: its transaction holds the row.</summary>
    public async Task<bool> IsThereAsync(Session session) => await session.Prepare("Engine/ReadMark").Add("writer", writer).FirstAsync(row => row.IntegerOrNull(0)) == batch;
}

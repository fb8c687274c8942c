namespace Squaremcp.Frontend.Cluster;

/// <summary>What became of a call's attempt, as far as the caller's side can tell.</summary>
internal enum Lost
{
    /// <summary>It was answered, or failed in a way that another attempt would not mend.</summary>
    No,

    /// <summary>It did not reach a grain, or the silo that had it is gone: it may have run.</summary>
    Silo,

    /// <summary>No answer came in time: it may still run.</summary>
    Timeout,

    /// <summary>The repeat guard answered a repeat of ours: the attempt before it may still be running, or ended with its silo.</summary>
    InHand,
}

/// <summary>
/// The one rule for asking again when a silo is lost, for calls that change nothing and for those that the repeat guard recognises; any other is not asked again: the grain may have done it, and only its answer is missing.
/// All attempts together end before the frontend's own deadline.
/// </summary>
internal static class RepeatRule
{
    /// <summary>Silos need about six seconds to agree that one is gone; until then calls to what it held fail at once.</summary>
    private static readonly TimeSpan[] Pauses = [.. new[] { 50, 150, 400, 1_000, 1_500, 2_000, 2_500 }.Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds))];

    /// <param name="attempts">How many were made, at least one.</param>
    /// <param name="spent">Since the first began.</param>
    /// <returns>How long to wait before the next attempt; null where what came is the answer.</returns>
    internal static TimeSpan? Wait(Lost lost, int attempts, TimeSpan spent)
    {
        var pause = Pauses[Math.Min(attempts, Pauses.Length) - 1];
        return spent + pause < Most(lost) ? pause : null;
    }

    private static TimeSpan Most(Lost lost) => lost switch
    {
        // The next attempt must be able to fail before the frontend's own rung ends.
        Lost.Silo => Deadlines.Credential,
        // A rung of the ladder was spent on it.
        Lost.Timeout => Deadlines.Frontend / 2,
        // Where it runs it is answered within seconds; where its silo is gone the ledger knows when its deadline is over, and the caller is told that it is in progress.
        Lost.InHand => TimeSpan.FromSeconds(10),
        _ => TimeSpan.Zero,
    };
}

using System.Collections.Concurrent;

namespace Squaremcp.Frontend.Callers;

/// <summary>Credentials as their grains last told them, at most five seconds old; one question at a time for each, asked ahead of expiry where it is in use.</summary>
/// <param name="ask">Answers null for a credential nobody was given.</param>
internal sealed class CredentialCache<T>(Func<string, Task<T?>> ask, TimeProvider clock)
    where T : class
{
    private const int MostKept = 100_000;

    private static readonly TimeSpan Expires = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Ages = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);

    /// <returns>Null for a credential nobody was given.</returns>
    internal ValueTask<T?> FindAsync(string of)
    {
        if (entries.TryGetValue(of, out var entry) && clock.GetElapsedTime(entry.Since) is var age && age < Expires && entry.Answer.IsCompletedSuccessfully)
        {
            if (age > Ages && entry.MayRefresh())
            {
                _ = AskAgainAsync(of);
            }

            return new(entry.Answer.Result);
        }

        return new(Ask(of, entry));
    }

    private Task<T?> Ask(string of, Entry? stale)
    {
        if (entries.Count > MostKept)
        {
            entries.Clear();
        }

        if (stale is { Answer.IsCompleted: false })
        {
            return stale.Answer;
        }

        var asked = new Entry(clock.GetTimestamp(), new(() => ask(of)));
        if (stale is null ? entries.TryAdd(of, asked) : entries.TryUpdate(of, asked, stale))
        {
            return asked.Answer;
        }

        return entries.TryGetValue(of, out var other) ? other.Answer : asked.Answer;
    }

    private async Task AskAgainAsync(string of)
    {
        try
        {
            var since = clock.GetTimestamp();
            var key = await ask(of);
            entries[of] = new(since, new(Task.FromResult(key)));
        }
        catch (Exception unavailable) when (unavailable is TimeoutException or OrleansException)
        {
            // The entry runs out by itself, and then the caller is told.
            entries.TryRemove(of, out _);
        }
    }

    private sealed class Entry(long since, Lazy<Task<T?>> answer)
    {
        private int refreshing;

        internal long Since => since;

        internal Task<T?> Answer => answer.Value;

        internal bool MayRefresh() => Interlocked.Exchange(ref refreshing, 1) == 0;
    }
}

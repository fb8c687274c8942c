using System.Collections.Concurrent;
using Squaremcp.Customers;

namespace Squaremcp.Frontend.Callers;

/// <summary>Keys as their grains last told them, at most five seconds old; one question at a time for each key, asked ahead of expiry where the key is in use.</summary>
internal sealed class KeyCache(IGrainFactory grains, TimeProvider clock)
{
    private const int MostKeys = 100_000;

    private static readonly TimeSpan Expires = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Ages = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);

    /// <param name="hash">64 lower-case hexadecimal digits.</param>
    /// <returns>Null for a key nobody was given.</returns>
    internal ValueTask<ApiKey?> FindAsync(string hash)
    {
        if (entries.TryGetValue(hash, out var entry) && clock.GetElapsedTime(entry.Since) is var age && age < Expires && entry.Answer.IsCompletedSuccessfully)
        {
            if (age > Ages && entry.MayRefresh())
            {
                _ = AskAgainAsync(hash);
            }

            return new(entry.Answer.Result);
        }

        return new(Ask(hash, entry));
    }

    private Task<ApiKey?> Ask(string hash, Entry? stale)
    {
        if (entries.Count > MostKeys)
        {
            entries.Clear();
        }

        if (stale is { Answer.IsCompleted: false })
        {
            return stale.Answer;
        }

        var asked = new Entry(clock.GetTimestamp(), new(() => grains.GetGrain<IApiKeyGrain>(hash).Find(CancellationToken.None)));
        if (stale is null ? entries.TryAdd(hash, asked) : entries.TryUpdate(hash, asked, stale))
        {
            return asked.Answer;
        }

        return entries.TryGetValue(hash, out var other) ? other.Answer : asked.Answer;
    }

    private async Task AskAgainAsync(string hash)
    {
        try
        {
            var since = clock.GetTimestamp();
            var key = await grains.GetGrain<IApiKeyGrain>(hash).Find(CancellationToken.None);
            entries[hash] = new(since, new(Task.FromResult(key)));
        }
        catch (Exception unavailable) when (unavailable is TimeoutException or OrleansException)
        {
            // The entry runs out by itself, and then the caller is told.
            entries.TryRemove(hash, out _);
        }
    }

    private sealed class Entry(long since, Lazy<Task<ApiKey?>> answer)
    {
        private int refreshing;

        internal long Since => since;

        internal Task<ApiKey?> Answer => answer.Value;

        internal bool MayRefresh() => Interlocked.Exchange(ref refreshing, 1) == 0;
    }
}

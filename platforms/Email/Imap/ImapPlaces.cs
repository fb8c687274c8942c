namespace Squaremcp.Platforms.Email;

/// <summary>An unused connection, whose it is, and since when it is unused.</summary>
internal sealed record ImapIdle(string Key, ImapClient Client, DateTimeOffset Since);

/// <summary>The right to one connection.</summary>
/// <param name="Found">One that can be used again.</param>
/// <param name="Evicted">One of somebody else that is closed first, to keep the number.</param>
internal sealed record ImapPlace(ImapClient? Found, DateTimeOffset Since, ImapClient? Evicted);

/// <summary>Who may have how many connections; for one thread at a time.</summary>
internal sealed class ImapPlaces(int mostOfOne, int mostInAll)
{
    private readonly Dictionary<string, int> held = [];
    private readonly List<ImapIdle> idle = [];

    /// <summary>Connections, used and unused.</summary>
    public int Count { get; private set; }

    /// <summary>When the oldest unused one became so; null where there is none.</summary>
    public DateTimeOffset? Oldest => idle.Count > 0 ? idle[0].Since : null;

    /// <summary>Null where one has to wait.</summary>
    public ImapPlace? TryTake(string key)
    {
        // The one used last is the likeliest to be still alive.
        if (idle.FindLastIndex(kept => kept.Key == key) is >= 0 and var index)
        {
            var found = idle[index];
            idle.RemoveAt(index);
            return new(found.Client, found.Since, null);
        }

        if (held.GetValueOrDefault(key) >= mostOfOne || (Count >= mostInAll && idle.Count == 0))
        {
            return null;
        }

        ImapClient? evicted = null;
        if (Count >= mostInAll)
        {
            evicted = idle[0].Client;
            Leave(idle[0].Key);
            idle.RemoveAt(0);
        }

        held[key] = held.GetValueOrDefault(key) + 1;
        Count++;
        return new(null, default, evicted);
    }

    public void Keep(ImapIdle unused) => idle.Add(unused);

    /// <summary>Gives up the right to one connection.</summary>
    public void Leave(string key)
    {
        Count--;
        if (--held[key] == 0)
        {
            held.Remove(key);
        }
    }

    /// <summary>Takes unused connections out. Their places stay taken until <see cref="Leave"/>.</summary>
    public IReadOnlyList<ImapIdle> Remove(Predicate<ImapIdle> which)
    {
        var removed = idle.FindAll(which);
        idle.RemoveAll(which);
        return removed;
    }
}

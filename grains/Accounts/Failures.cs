namespace Squaremcp.Grains.Accounts;

/// <summary>Wrong passwords in a row: five are free, then each doubles the wait, from a second to a quarter of an hour, after which all is forgotten (OWASP Authentication Cheat Sheet).</summary>
internal sealed record Failures(int Count, DateTimeOffset Last)
{
    private const int Free = 5;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>Null where an attempt may be made now.</summary>
    internal TimeSpan? Wait(DateTimeOffset now)
    {
        if (Count < Free || now - Last >= Longest)
        {
            return null;
        }

        var wait = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Count - Free), Longest.TotalSeconds));
        return now - Last >= wait ? null : Last + wait - now;
    }

    internal Failures Another(DateTimeOffset now) => now - Last >= Longest ? new(1, now) : new(Count + 1, now);
}

namespace Squaremcp.Platforms.Http;

/// <summary>What is counted together at a platform; its callers hold the budget's lock.</summary>
internal sealed class RateBucket
{
    /// <summary>For a call that only calls on their way stand against: their answers are about to come.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestGuess = TimeSpan.FromMinutes(15);

    /// <summary>A day; what a platform says beyond it is taken as that.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly Dictionary<string, RateReading> limits = [];
    private DateTimeOffset blockedUntil;
    private int guesses;

    /// <summary>Calls that are on their way.</summary>
    internal int Sent { get; set; }

    /// <summary>How long until a call may be made; zero for now.</summary>
    internal TimeSpan Wait(DateTimeOffset now)
    {
        var blocked = blockedUntil > now ? blockedUntil - now : TimeSpan.Zero;
        return limits.Values.Where(limit => limit.Reset > now).Select(limit => limit.Remaining == 0 ? limit.Reset - now : limit.Remaining <= Sent ? Moment : TimeSpan.Zero).Append(blocked).Max();
    }

    /// <summary>Answers may come in another order than they were made: within one window the smallest number is the newest.</summary>
    internal void Heard(RateReading reading)
    {
        // Where the reset comes as seconds from now it moves by a breath from answer to answer.
        limits[reading.Limit] = limits.GetValueOrDefault(reading.Limit) is { } known && (reading.Reset - known.Reset).Duration() <= Moment
            ? known with { Remaining = Math.Min(known.Remaining, reading.Remaining) }
            : limits.GetValueOrDefault(reading.Limit) is { } newer && newer.Reset > reading.Reset ? newer : reading;
    }

    internal TimeSpan Refused(DateTimeOffset now, TimeSpan? wait)
    {
        var kept = wait ?? limits.Values.Where(limit => limit.Remaining == 0 && limit.Reset > now).Select(limit => (TimeSpan?)(limit.Reset - now)).Max()
            ?? TimeSpan.FromSeconds(Math.Min(FirstWait.TotalSeconds * Math.Pow(2, Math.Min(guesses++, 10)), LongestGuess.TotalSeconds));
        kept = kept > LongestWait ? LongestWait : kept;
        blockedUntil = now + kept > blockedUntil ? now + kept : blockedUntil;
        return kept;
    }

    internal void Served() => guesses = 0;

    internal bool IsIdle(DateTimeOffset now) => Sent == 0 && blockedUntil <= now && limits.Values.All(limit => limit.Reset <= now);
}

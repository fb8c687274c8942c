namespace Squaremcp.Sandbox;

/// <summary>What a simulator is told to fail with, for its next calls.</summary>
/// <param name="Kind">One of <see cref="FaultKinds"/>.</param>
/// <param name="Times">For how many calls, 1 to 100.</param>
/// <param name="RetryAfter">Seconds that <c>rate_limited</c> tells to wait; null where it tells none.</param>
/// <param name="Status">Of <c>server_error</c>, 500 to 599.</param>
public sealed record Fault(string Kind, int Times = 1, int? RetryAfter = null, int Status = 503)
{
    /// <summary>What is wrong with it; null where nothing is.</summary>
    public string? Broken => !FaultKinds.All.ContainsKey(Kind) ? $"`kind` must be one of {string.Join(", ", FaultKinds.All.Keys)}."
        : Times is < 1 or > 100 ? "`times` must be from 1 to 100."
        : RetryAfter is < 0 or > 86_400 ? "`retry_after` must be seconds, from 0 to 86400."
        : Status is < 500 or > 599 ? "`status` must be from 500 to 599."
        : null;
}

/// <summary>The words for faults, and what each does.</summary>
public static class FaultKinds
{
    public const string RateLimited = "rate_limited", ServerError = "server_error", Hang = "hang", ExpiredToken = "expired_token", RotatedToken = "rotated_token", Truncated = "truncated", LostAnswer = "lost_answer";

    public static IReadOnlyDictionary<string, string> All { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        [RateLimited] = "refuses as the platform does who is too fast, with or without retry_after",
        [ServerError] = "fails with that status and a page that is no JSON; nothing is done",
        [Hang] = "takes the request and does not answer for a minute; nothing is done",
        [ExpiredToken] = "refuses the access token as one that has ended",
        [RotatedToken] = "refuses the refresh token as one that was used before",
        [Truncated] = "does what it was asked and breaks off in the middle of the answer",
        [LostAnswer] = "does what it was asked and breaks off before the answer",
    };
}

/// <summary>The faults that wait for one tenant at one platform, in order.</summary>
public sealed class FaultPlan
{
    private const int Most = 20;

    private readonly Lock gate = new();
    private readonly List<Fault> waiting = [];

    public IReadOnlyList<Fault> Waiting
    {
        get
        {
            lock (gate)
            {
                return [.. waiting];
            }
        }
    }

    /// <returns>False where too many wait already.</returns>
    public bool Add(Fault fault)
    {
        lock (gate)
        {
            if (waiting.Count >= Most)
            {
                return false;
            }

            waiting.Add(fault);
            return true;
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            waiting.Clear();
        }
    }

    /// <summary>The fault for this call, which is one less then; null where it shall go well.</summary>
    /// <param name="isRefresh">True for a refresh of tokens, which <see cref="FaultKinds.RotatedToken"/> waits for.</param>
    internal Fault? Take(bool isRefresh) => Take(fault => fault.Kind is FaultKinds.RotatedToken == isRefresh);

    internal Fault? Take(Predicate<Fault> fits)
    {
        lock (gate)
        {
            var at = waiting.FindIndex(fits);
            if (at < 0)
            {
                return null;
            }

            var fault = waiting[at];
            if (fault.Times > 1)
            {
                waiting[at] = fault with { Times = fault.Times - 1 };
            }
            else
            {
                waiting.RemoveAt(at);
            }

            return fault;
        }
    }
}

namespace Squaremcp.Platforms.Http;

/// <summary>
/// What one connection may still ask of its platform, as the platform's own answers told. Kept as long as the connection is awake, shared by its concurrent calls; a call that the platform
/// would refuse is refused here, so that it costs nothing there. A budget that forgot is harmless: the platform tells again.
/// </summary>
public sealed class RateBudget(TimeProvider clock)
{
    private const int MostBuckets = 1_000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, RateBucket> buckets = [];
    private readonly Dictionary<string, Queue<DateTimeOffset>> paced = [];

    /// <summary>How many buckets are held.</summary>
    internal int Kept
    {
        get
        {
            lock (gate)
            {
                return buckets.Count + paced.Count;
            }
        }
    }

    /// <summary>Takes one call out of the buckets, until <see cref="RateTicket.Heard"/> or its disposal says what became of it.</summary>
    /// <param name="platform">For the message.</param>
    /// <exception cref="ToolException">rate_limited: the platform would not take it now.</exception>
    internal RateTicket Admit(string platform, string endpoint)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            RateBucket[] both = [Bucket(endpoint, now), Bucket("", now)];
            var wait = both.Max(bucket => bucket.Wait(now));
            if (wait > TimeSpan.Zero)
            {
                throw Refusal(platform, wait);
            }

            foreach (var bucket in both)
            {
                bucket.Sent++;
            }

            return new(this, endpoint);
        }
    }

    /// <summary>Takes a place in every rule's window.</summary>
    /// <param name="patience">How long the caller would wait for one that comes up soon.</param>
    /// <returns>How long to wait before sending; zero for at once.</returns>
    /// <exception cref="ToolException">rate_limited: the next place comes later than that. None was taken.</exception>
    internal TimeSpan Pace(string platform, IReadOnlyList<RateRule> rules, TimeSpan patience)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            var at = rules.Select(rule => (Rule: rule, Places: Places(rule, now))).Select(one => one.Places.Count < one.Rule.Most ? now : one.Places.ElementAt(one.Places.Count - one.Rule.Most) + one.Rule.Window).Append(now).Max();
            if (at - now > patience)
            {
                throw Refusal(platform, at - now);
            }

            foreach (var rule in rules)
            {
                Places(rule, now).Enqueue(at);
            }

            return at - now;
        }
    }

    /// <summary>The platform said no: nothing more of this kind until <paramref name="wait"/> is over.</summary>
    /// <param name="wait">Null where it did not say how long: then a while that doubles each time.</param>
    /// <returns>The wait that is kept.</returns>
    internal TimeSpan Refused(string endpoint, TimeSpan? wait)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            return Bucket(endpoint, now).Refused(now, wait);
        }
    }

    /// <exception cref="ToolException">rate_limited: the platform refused this bucket not long ago.</exception>
    internal void Check(string platform, string endpoint)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (Bucket(endpoint, now).Wait(now) is var wait && wait > TimeSpan.Zero)
            {
                throw Refusal(platform, wait);
            }
        }
    }

    internal void Heard(string endpoint, IEnumerable<RateReading> readings, bool isFine)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            foreach (var reading in readings)
            {
                Bucket(reading.IsPerEndpoint ? endpoint : "", now).Heard(reading);
            }

            if (isFine)
            {
                Bucket(endpoint, now).Served();
            }
        }
    }

    internal void Done(string endpoint)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            Bucket(endpoint, now).Sent--;
            Bucket("", now).Sent--;
        }
    }

    private static ToolException Refusal(string platform, TimeSpan wait) =>
        new(new(ToolErrorKind.RateLimited, $"{platform} takes no more calls of this kind for now; this one was not made. Wait as long as retry_after says.") { RetryAfter = TimeSpan.FromSeconds(Math.Ceiling(wait.TotalSeconds)) });

    private RateBucket Bucket(string name, DateTimeOffset now)
    {
        if (!buckets.TryGetValue(name, out var bucket))
        {
            if (buckets.Count >= MostBuckets)
            {
                foreach (var idle in buckets.Where(pair => pair.Value.IsIdle(now)).Select(pair => pair.Key).ToList())
                {
                    buckets.Remove(idle);
                }
            }

            buckets[name] = bucket = new();
        }

        return bucket;
    }

    /// <summary>The places taken that still count, oldest first.</summary>
    private Queue<DateTimeOffset> Places(RateRule rule, DateTimeOffset now)
    {
        if (!paced.TryGetValue(rule.Bucket, out var places))
        {
            if (paced.Count >= MostBuckets)
            {
                // A minute is the longest window there is.
                foreach (var idle in paced.Where(pair => pair.Value.Count == 0 || pair.Value.Last() < now - TimeSpan.FromMinutes(1)).Select(pair => pair.Key).ToList())
                {
                    paced.Remove(idle);
                }
            }

            paced[rule.Bucket] = places = new();
        }

        while (places.TryPeek(out var oldest) && oldest <= now - rule.Window)
        {
            places.Dequeue();
        }

        return places;
    }
}

/// <summary>One call on its way. Disposed when it is over, however it ended.</summary>
internal sealed class RateTicket(RateBudget budget, string endpoint) : IDisposable
{
    internal void Heard(IEnumerable<RateReading> readings, bool isFine) => budget.Heard(endpoint, readings, isFine);

    internal TimeSpan Refused(TimeSpan? wait) => budget.Refused(endpoint, wait);

    public void Dispose() => budget.Done(endpoint);
}

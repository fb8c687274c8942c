using Squaremcp.Limits;
using Squaremcp.Storage;

namespace Squaremcp.Grains.Limits;

/// <summary>
/// What a customer, its keys and its connections have used, in the memory of one activation: rebuilt from the ledger, then counted along. A call takes its place when it is admitted
/// and gives it back where it reached no platform, so that of many at once exactly the limit goes through.
/// </summary>
internal sealed class Meters
{
    private readonly Meter customer = new();
    private readonly Dictionary<string, Meter> scopes = new(StringComparer.Ordinal);

    internal Meters(UsedSoFar used, in Moment now)
    {
        customer.Set(Window.Month, now, used.Month);
        customer.Set(Window.Minute, now, used.Minute);
        foreach (var (scope, by) in used.Keys.Concat(used.Connections))
        {
            var meter = scopes[scope] = new();
            meter.Set(Window.Month, now, by.Month);
            meter.Set(Window.Day, now, by.Day);
            meter.Set(Window.Minute, now, by.Minute);
            meter.Set(Window.Sends, now, by.Sends);
        }
    }

    /// <summary>Takes a place in every limit that applies, or in none.</summary>
    /// <returns>The first limit that is used up, with what is used of it; null where the call may go on.</returns>
    internal LimitUse? Take(IReadOnlyList<Applied> limits, in Moment now)
    {
        foreach (var limit in limits)
        {
            if (limit.Allowed is { } allowed && Of(limit.Scope).Count(limit.Window, now) >= allowed)
            {
                return Use(limit, now);
            }
        }

        foreach (var limit in limits)
        {
            Of(limit.Scope).Add(limit.Window, now, 1);
        }

        return null;
    }

    internal void GiveBack(IReadOnlyList<Applied> limits, in Moment taken)
    {
        foreach (var limit in limits)
        {
            Of(limit.Scope).TakeBack(limit.Window, taken);
        }
    }

    internal LimitUse Use(Applied limit, in Moment now) => new()
    {
        Limit = limit.Name,
        Of = limit.Scope,
        Allowed = limit.Allowed ?? long.MaxValue,
        Used = Of(limit.Scope).Count(limit.Window, now),
        ResetsAt = now.End(limit.Window),
    };

    private Meter Of(string? scope)
    {
        if (scope is null)
        {
            return customer;
        }

        if (!scopes.TryGetValue(scope, out var meter))
        {
            scopes[scope] = meter = new();
        }

        return meter;
    }
}

/// <summary>One limit as it applies to a call.</summary>
/// <param name="Scope">Key id or <c>platform/account</c>; null for the customer.</param>
/// <param name="Allowed">Null counts without limiting.</param>
/// <param name="Rule">What set it, for the refusal's reason.</param>
internal readonly record struct Applied(Window Window, string? Scope, long? Allowed, string Rule)
{
    internal string Name => Window switch { Window.Month => "calls_per_month", Window.Minute => "calls_per_minute", _ => "daily_sends" };
}

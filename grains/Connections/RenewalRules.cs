using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Grains.Connections;

internal enum TokenUse
{
    /// <summary>The access token is good.</summary>
    Use,

    /// <summary>It is good, and a newer one is wanted.</summary>
    UseAndRenew,

    /// <summary>It has ended: a newer one first.</summary>
    RenewFirst,

    /// <summary>It has ended, and the platform is not asked for a newer one yet.</summary>
    NotNow,

    /// <summary>It has ended and there is no way to a newer one.</summary>
    Ended,

    /// <summary>A person must connect the account again.</summary>
    Broken,
}

internal enum RenewalCause
{
    /// <summary>The access token ends soon, or a renewal was cut off.</summary>
    Due,

    /// <summary>The platform refused the access token.</summary>
    Refused,

    /// <summary>Nobody uses the connection, and it would die of it.</summary>
    Dying,
}

/// <summary>When tokens are renewed, and what becomes of a renewal; pure.</summary>
internal static class RenewalRules
{
    /// <summary>A mark of another process this old belongs to a process that has ended: asking takes <see cref="Asking"/> at most.</summary>
    internal static readonly TimeSpan TakeOver = TimeSpan.FromSeconds(30);

    /// <summary>How long the platform has to answer.</summary>
    internal static readonly TimeSpan Asking = TimeSpan.FromSeconds(20);

    internal static readonly TimeSpan BackoffBase = TimeSpan.FromSeconds(2);

    internal static readonly TimeSpan BackoffCap = TimeSpan.FromMinutes(5);

    /// <summary>The most that a platform's Retry-After is heeded: a week would lose the connection.</summary>
    internal static readonly TimeSpan MostRetryAfter = TimeSpan.FromHours(1);

    /// <summary>A token this new that is refused is not replaced by a newer one: that would not fare better.</summary>
    private static readonly TimeSpan JustGiven = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan ShortLife = TimeSpan.FromMinutes(10);

    internal static Renewal Of(OAuthTokens tokens, PlatformOAuth oauth, string connection, DateTimeOffset now)
    {
        var hasRefresh = tokens.Refresh is not null && oauth.Refresh is RefreshStyle.Keeps or RefreshStyle.Rotates;
        var canRenew = hasRefresh || oauth.Refresh == RefreshStyle.Extends;
        var refreshEnds = hasRefresh ? tokens.RefreshExpiresAt ?? now + oauth.RefreshLife : null;
        var dies = oauth.Refresh == RefreshStyle.Extends ? tokens.ExpiresAt : refreshEnds;
        return new()
        {
            GivenAt = now,
            ExpiresAt = tokens.ExpiresAt,
            RefreshExpiresAt = refreshEnds,
            HasRefresh = hasRefresh,
            DueAt = canRenew && tokens.ExpiresAt is { } ends ? ends - Lead(ends - now, connection) : null,
            DyingAt = dies is { } end ? end - LeadOfDying(end - now, connection) : null,
            MissingScopes = tokens.Scopes is { } granted ? [.. oauth.Scopes.Where(scope => scope.Needed && !granted.Contains(scope.Name)).Select(scope => scope.Name)] : [],
        };
    }

    internal static TokenUse Use(this Renewal renewal, RefreshStyle style, string process, DateTimeOffset now)
    {
        if (renewal.Broken is not null)
        {
            return TokenUse.Broken;
        }

        var hasEnded = renewal.ExpiresAt <= now;
        if (!renewal.CanRenew(style, now))
        {
            return hasEnded ? TokenUse.Ended : TokenUse.Use;
        }

        var waits = renewal.BlockedUntil(process) > now;
        return hasEnded ? waits ? TokenUse.NotNow : TokenUse.RenewFirst
            : !waits && (renewal.Attempt is not null || renewal.DueAt <= now) ? TokenUse.UseAndRenew
            : TokenUse.Use;
    }

    /// <summary>Whether the platform is to be asked now.</summary>
    internal static bool IsWanted(this Renewal renewal, RenewalCause cause, RefreshStyle style, string process, DateTimeOffset now) => cause switch
    {
        RenewalCause.Due => renewal.Use(style, process, now) is TokenUse.UseAndRenew or TokenUse.RenewFirst,
        _ when renewal.Broken is not null || !renewal.CanRenew(style, now) || renewal.BlockedUntil(process) > now => false,
        RenewalCause.Refused => now - renewal.GivenAt >= JustGiven,
        _ => renewal.Attempt is not null || renewal.DyingAt <= now,
    };

    /// <summary>Null where nothing keeps it from being asked.</summary>
    internal static DateTimeOffset? BlockedUntil(this Renewal renewal, string process)
    {
        var taken = renewal.InProgress is { } mark && mark.By != process ? mark.At + TakeOver : (DateTimeOffset?)null;
        return taken > renewal.RetryAt || renewal.RetryAt is null ? taken : renewal.RetryAt;
    }

    /// <summary>When an activation that is awake should look again; null where it need not.</summary>
    internal static DateTimeOffset? WakeAt(this Renewal renewal, RefreshStyle style, string process, DateTimeOffset now)
    {
        if (renewal.Broken is not null || !renewal.CanRenew(style, now))
        {
            return null;
        }

        var wanted = renewal.Attempt is not null ? now : Earlier(renewal.DueAt, renewal.DyingAt);
        return renewal.BlockedUntil(process) is { } blocked && blocked > wanted ? blocked : wanted;
    }

    /// <summary>How often a reminder looks after a connection that nobody uses; null where it need not.</summary>
    internal static TimeSpan? ReminderPeriod(this Renewal renewal)
    {
        var end = renewal.HasRefresh ? renewal.RefreshExpiresAt : renewal.ExpiresAt;
        return renewal.Broken is null && renewal.DyingAt is { } dying && end - dying is { } slack
            ? TimeSpan.FromTicks(Math.Clamp(slack.Ticks / 2, TimeSpan.TicksPerHour, TimeSpan.TicksPerDay))
            : null;
    }

    internal static Renewal Begun(this Renewal renewal, string attempt, string process, DateTimeOffset now) => renewal with
    {
        InProgress = new(now, process),
        Attempt = renewal.Attempt ?? attempt,
        IsDoubtful = renewal.IsDoubtful || renewal.InProgress is not null,
    };

    internal static Renewal Failed(this Renewal renewal, OAuthTrouble trouble, string message, TimeSpan? retryAfter, DateTimeOffset now) => renewal with
    {
        InProgress = null,
        IsDoubtful = renewal.IsDoubtful || trouble == OAuthTrouble.Unknown,
        Failures = renewal.Failures + 1,
        RetryAt = now + Wait($"{renewal.Attempt}/{renewal.Failures}", renewal.Failures, retryAfter),
        LastError = message,
        LastErrorAt = now,
    };

    internal static Renewal Broke(this Renewal renewal, string reason, DateTimeOffset now) => renewal with
    {
        InProgress = null,
        Attempt = null,
        RetryAt = null,
        Broken = reason,
        BrokenAt = now,
        LastError = reason,
        LastErrorAt = now,
    };

    /// <summary>Full jitter: between a second and a bound that doubles with each failure; longer only where the platform asks for it.</summary>
    internal static TimeSpan Wait(string seed, int failures, TimeSpan? retryAfter)
    {
        var bound = Math.Min(BackoffCap.TotalSeconds, BackoffBase.TotalSeconds * Math.Pow(2, Math.Min(failures, 16)));
        var wait = TimeSpan.FromSeconds(1 + ((bound - 1) * Fraction(seed)));
        var asked = retryAfter > MostRetryAfter ? MostRetryAfter : retryAfter ?? TimeSpan.Zero;
        return asked > wait ? asked : wait;
    }

    /// <summary>How long before its end a token that lives this long is renewed; not the same for any two connections, so that they never come in lock-step.</summary>
    internal static TimeSpan Lead(TimeSpan life, string connection)
    {
        var lead = life < ShortLife ? life / 2 : life / 10 > TimeSpan.FromMinutes(5) ? life / 10 : TimeSpan.FromMinutes(5);
        return lead * (0.8 + (0.4 * Fraction(connection)));
    }

    /// <summary>Long enough for several ticks of a daily reminder, some of which may be lost.</summary>
    private static TimeSpan LeadOfDying(TimeSpan life, string connection)
    {
        var (tenth, days, half) = (life / 10, TimeSpan.FromDays(4), life / 2);
        var lead = tenth > days ? tenth : days < half ? days : half;
        return lead * (0.8 + (0.2 * Fraction(connection)));
    }

    private static bool CanRenew(this Renewal renewal, RefreshStyle style, DateTimeOffset now) => style switch
    {
        RefreshStyle.None => false,
        RefreshStyle.Extends => !(renewal.ExpiresAt <= now),
        _ => renewal.HasRefresh,
    };

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;

    /// <summary>From 0 to 1, the same for the same text.</summary>
    private static double Fraction(string seed) => BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(seed))) / (uint.MaxValue + 1.0);
}

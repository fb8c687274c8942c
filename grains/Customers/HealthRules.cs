using Squaremcp.Connections;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Customers;

/// <summary>What a call, a check or a renewal tells of a connection; pure.</summary>
internal static class HealthRules
{
    /// <summary>Seen to work is kept to the minute, so that calls that succeed change nothing.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    /// <returns>The same where the call tells nothing new.</returns>
    internal static ConnectionHealth After(this ConnectionHealth health, ToolFailure? failure, DateTimeOffset now) => failure?.Kind switch
    {
        null => health.Reason is null && now - health.WorkedAt < Fresh ? health : health with { Reason = null, Since = null, WorkedAt = now },
        FailureKind.NeedsReconnection => health with { Reason = failure.Message, Since = health.Since ?? now, LastError = failure.Message, LastErrorAt = now },
        FailureKind.PlatformUnavailable or FailureKind.RateLimited or FailureKind.NotPermittedByPlatform => health with { LastError = failure.Message, LastErrorAt = now },
        _ => health,
    };

    /// <summary>With what its credential's grain tells.</summary>
    internal static ConnectionHealth With(this ConnectionHealth health, ConnectionHealth told)
    {
        var works = told is { Reason: null, WorkedAt: not null };
        return health with
        {
            Reason = told.Reason ?? (works ? null : health.Reason),
            Since = told.Reason is not null ? health.Since ?? told.Since : works ? null : health.Since,
            LastError = told.LastErrorAt >= (health.LastErrorAt ?? DateTimeOffset.MinValue) ? told.LastError : health.LastError,
            LastErrorAt = told.LastErrorAt >= (health.LastErrorAt ?? DateTimeOffset.MinValue) ? told.LastErrorAt : health.LastErrorAt,
            WorkedAt = told.WorkedAt > (health.WorkedAt ?? DateTimeOffset.MinValue) ? told.WorkedAt : health.WorkedAt,
            RenewedAt = told.RenewedAt ?? health.RenewedAt,
            MissingScopes = told.MissingScopes,
        };
    }
}

using System.Globalization;

namespace Squaremcp.Platforms.Http;

/// <summary>The headers by which a platform tells of one of its limits, as data; a platform with several limits has several of these.</summary>
/// <param name="Remaining">What is left, for example <c>x-rate-limit-remaining</c>.</param>
/// <param name="Reset">When it is whole again, for example <c>x-rate-limit-reset</c>.</param>
/// <param name="IsPerEndpoint">False where one count serves all endpoints.</param>
public sealed record RateLimitHeaders(string Remaining, string Reset, ResetForm Form, bool IsPerEndpoint = true)
{
    /// <summary>A reset further away than this is no time but a mistake.</summary>
    private static readonly TimeSpan Furthest = TimeSpan.FromDays(32);

    /// <summary>Null where the answer does not tell of this limit, or not in the documented form.</summary>
    internal RateReading? Read(Func<string, string?> header, DateTimeOffset now) =>
        int.TryParse(header(Remaining), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var left) && ResetAt(header(Reset), now) is { } reset && reset - now < Furthest
            ? new(Remaining, IsPerEndpoint, Math.Max(0, left), reset)
            : null;

    private DateTimeOffset? ResetAt(string? text, DateTimeOffset now) =>
        !double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || seconds is < 0 or > 253_402_300_799 ? null
        : Form == ResetForm.EpochSeconds ? DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(seconds)
        : now + TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue));
}

public enum ResetForm
{
    /// <summary>Seconds since 1970.</summary>
    EpochSeconds,

    /// <summary>Seconds from now.</summary>
    DeltaSeconds,
}

/// <summary>What one answer told of one limit.</summary>
internal sealed record RateReading(string Limit, bool IsPerEndpoint, int Remaining, DateTimeOffset Reset);

/// <summary>A limit that a platform documents and tells by no header: so many within so long.</summary>
/// <param name="Bucket">What is counted together, for example <c>chat 5001</c>.</param>
public sealed record RateRule(string Bucket, int Most, TimeSpan Window);

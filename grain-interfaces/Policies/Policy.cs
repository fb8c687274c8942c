using Squaremcp.Tools;

namespace Squaremcp.Policies;

/// <summary>What a customer lets its assistants do; every rule can only take away, and what is denied no other rule gives back.</summary>
[GenerateSerializer, Immutable, Alias("square.policy.v1")]
public sealed record Policy
{
    public static readonly Policy None = new();

    /// <summary>Nothing may change anything.</summary>
    [Id(0)] public bool ReadOnly { get; init; }

    /// <summary>Only these platform tools: names, or beginnings with * after them, such as <c>obsidian_*</c>; empty allows all.</summary>
    [Id(1)] public IReadOnlyList<string> AllowTools { get; init; } = [];

    /// <summary>Never these tools, written the same way.</summary>
    [Id(2)] public IReadOnlyList<string> DenyTools { get; init; } = [];

    /// <summary>When nothing may be changed.</summary>
    [Id(3)] public QuietHours? QuietHours { get; init; }

    /// <summary>Sends in a UTC day, by <c>platform/account</c>.</summary>
    [Id(4)] public IReadOnlyDictionary<string, long> DailySendBudget { get; init; } = new Dictionary<string, long>();

    /// <summary>A first message to somebody is held back until a person allows the recipient.</summary>
    [Id(5)] public bool HoldNewRecipients { get; init; }

    /// <summary>Rises with every change.</summary>
    [Id(6)] public long Version { get; init; }

    /// <summary>The rule that keeps this tool from being used at any time; null where none does.</summary>
    public ToolFailure? Refusal(string tool, bool readOnly, bool isPlatforms)
    {
        if (DenyTools.FirstOrDefault(pattern => Matches(pattern, tool)) is { } denied)
        {
            return Refused("policy_deny_tools", $"This customer's policy denies {tool} (deny_tools: \"{denied}\").");
        }

        if (isPlatforms && AllowTools.Count > 0 && !AllowTools.Any(pattern => Matches(pattern, tool)))
        {
            return Refused("policy_allow_tools", $"This customer's policy allows only {string.Join(", ", AllowTools)}, and not {tool} (allow_tools).");
        }

        return ReadOnly && !readOnly ? Refused("policy_read_only", $"This customer's policy lets nothing be changed, and {tool} changes something (read_only).") : null;
    }

    /// <summary>The rule that keeps anything from being changed at this moment; null where none does.</summary>
    public ToolFailure? Refusal(DateTimeOffset now) => QuietHours?.Ends(now) is { } end
        ? Refused("policy_quiet_hours", $"These are quiet hours, {QuietHours.From} to {QuietHours.To} {QuietHours.TimeZone}: nothing may be changed until {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC (quiet_hours).")
        : null;

    public static ToolFailure Refused(string reason, string what) => new()
    {
        Kind = FailureKind.Refused,
        Reason = reason,
        Message = $"{what} Nothing was done. A person can change the policy: PUT /api/v1/policy with a key of full rights.",
    };

    private static bool Matches(string pattern, string tool) =>
        pattern.EndsWith('*') ? tool.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal) : string.Equals(pattern, tool, StringComparison.Ordinal);
}

/// <summary>A span of the day, in a place's own time, in which nothing is changed. To before From goes over midnight; a day is the one the span begins on.</summary>
[GenerateSerializer, Immutable, Alias("square.quiet-hours.v1")]
public sealed record QuietHours
{
    /// <summary>HH:mm.</summary>
    [Id(0)] public required string From { get; init; }

    /// <summary>HH:mm; the span ends before it.</summary>
    [Id(1)] public required string To { get; init; }

    /// <summary>IANA name, for example "Europe/Berlin".</summary>
    [Id(2)] public required string TimeZone { get; init; }

    /// <summary>"mon" to "sun"; empty means every day.</summary>
    [Id(3)] public IReadOnlyList<string> Days { get; init; } = [];

    /// <summary>When the span that <paramref name="now"/> lies in ends; null outside of any.</summary>
    public DateTimeOffset? Ends(DateTimeOffset now)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
        var local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        var (from, to) = (TimeOnly.ParseExact(From, "HH:mm"), TimeOnly.ParseExact(To, "HH:mm"));
        for (var back = 0; back <= 1; back++)
        {
            var day = DateOnly.FromDateTime(local).AddDays(-back);
            var (begins, ends) = (day.ToDateTime(from), to > from ? day.ToDateTime(to) : day.AddDays(1).ToDateTime(to));
            if (Applies(day) && local >= begins && local < ends)
            {
                return Instant(ends, zone);
            }
        }

        return null;
    }

    private bool Applies(DateOnly day) => Days.Count == 0 || Days.Contains(day.DayOfWeek.ToString()[..3].ToLowerInvariant());

    /// <summary>A local time that a clock change skips is the moment after the gap.</summary>
    private static DateTimeOffset Instant(DateTime local, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}

namespace Squaremcp.Tests.Cluster.Processes.Endurance;

/// <summary>One thing a caller wants: a read, or a write that it repeats under the same key until it knows.</summary>
/// <param name="Key">The write's idempotency key; null for a read.</param>
/// <param name="Mark">What a write leaves behind where it is done, and nothing else does.</param>
internal sealed record LoadWork(int Number, ClusterTenant Tenant, string Tool, object Arguments, string? Key, string? Mark)
{
    private const int Lines = 40;

    /// <summary>A quarter of the callers lose their first answer, and repeat the write under its key.</summary>
    internal bool IsForgotten => Number / 10 % 4 == 0;

    /// <summary>Of ten: three notes read and two lines appended, one profile of X and one post, two looks into a mailbox and one draft.</summary>
    internal static LoadWork Of(int number, IReadOnlyList<ClusterTenant> tenants)
    {
        var tenant = tenants[number / 10 % tenants.Count];
        var (key, mark) = ($"key-{number}", $"mark {number} of {tenant.Id}");
        return (number % 10) switch
        {
            0 or 1 or 2 => Read("obsidian_read_note", new { path = "first.md" }),
            var place and (3 or 4) => Write("obsidian_append_to_note", new { path = $"log-{place}-{number / 10 / tenants.Count / Lines}.md", content = $"- {mark}", idempotency_key = key }),
            5 => Read("twitter_get_user_profile", new { }),
            6 => Write("twitter_create_tweet", new { text = mark, idempotency_key = key }),
            7 or 8 => Read("outlook_list_messages", new { limit = 5 }),
            _ => Write("outlook_create_draft", new { subject = mark, text = "Hello.", idempotency_key = key }),
        };

        LoadWork Read(string tool, object arguments) => new(number, tenant, tool, arguments, null, null);
        LoadWork Write(string tool, object arguments) => new(number, tenant, tool, arguments, key, mark);
    }
}

/// <summary>What a call was told.</summary>
internal enum Told
{
    Answered,

    /// <summary>A write that was at its platform, or may have been, when the silo was killed.</summary>
    InProgress,

    /// <inheritdoc cref="InProgress"/>
    Unknown,

    /// <summary>The silo was killed while it asked for newer tokens: nothing is sent until that is cleared up.</summary>
    Wait,

    /// <summary>The same, at a platform that takes each refresh token once: the newer tokens were lost with the silo, and a person must sign in again.</summary>
    CutOff,

    Failed,
}

/// <summary>One answer to one piece of work.</summary>
/// <param name="Attempt">From 1.</param>
internal sealed record LoadCall(LoadWork Work, int Attempt, LoadAnswer Answer, Told Told)
{
    internal static Told ToldBy(LoadAnswer answer) => answer switch
    {
        { Broke: not null } => Told.Failed,
        { IsError: false } => Told.Answered,
        { Text: var text } when text!.StartsWith("in_progress", StringComparison.Ordinal) => Told.InProgress,
        { Text: var text } when text!.StartsWith("outcome_unknown", StringComparison.Ordinal) => Told.Unknown,
        { Text: var text } when text!.StartsWith("platform_unavailable", StringComparison.Ordinal) && text.Contains("has to be renewed", StringComparison.Ordinal) => Told.Wait,
        { Text: var text } when text!.StartsWith("needs_reconnection", StringComparison.Ordinal) => Told.CutOff,
        _ => Told.Failed,
    };
}

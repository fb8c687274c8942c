using System.Text.Json;
using Squaremcp.Ledger;

namespace Squaremcp.Tools;

/// <summary>The words for outcomes, as they stand in the ledgers and in answers.</summary>
public static class Outcomes
{
    private static readonly Dictionary<FailureKind, string> Words =
        Enum.GetValues<FailureKind>().ToDictionary(kind => kind, kind => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()));

    /// <summary>The kind in snake_case, for example "needs_connection".</summary>
    public static string Word(FailureKind kind) => Words[kind];

    /// <summary>"sent", "done", "failed" or "unknown".</summary>
    public static string Word(WriteStatus status) => status switch
    {
        WriteStatus.Sent => "sent",
        WriteStatus.Done => "done",
        WriteStatus.Failed => "failed",
        _ => "unknown",
    };
}

using System.Globalization;

namespace Squaremcp.Platforms.Outlook;

/// <summary>What is asked of Graph for a list or a search: OData's <c>$filter</c> and <c>$orderby</c>, or <c>$search</c> in KQL; never together, which Graph refuses.</summary>
internal static class Asking
{
    internal const string Shown = "id,subject,from,toRecipients,receivedDateTime,isRead,isDraft,hasAttachments,flag,bodyPreview";

    /// <summary>Characters of a search as it is sent, so that the address of its next page still fits a cursor.</summary>
    private const int LongestSearch = 2_500;

    /// <summary>What is in <c>$orderby</c> must be the first in <c>$filter</c> too, where there is one, or Graph answers InefficientFilter.</summary>
    internal static string List(ListMessages list)
    {
        List<string> conditions = [.. Condition("receivedDateTime lt", Day(list.Before, "before")), .. Is("isRead", !list.Unread), .. Is("hasAttachments", list.HasAttachment)];
        if (list.Flagged is { } flagged)
        {
            conditions.Add($"flag/flagStatus {(flagged ? "eq" : "ne")} 'flagged'");
        }

        conditions.InsertRange(0, Condition("receivedDateTime ge", Day(list.Since, "since") ?? (conditions.Count > 0 ? new DateOnly(1900, 1, 1) : (DateOnly?)null)));
        return Query(list.Limit, "$orderby", "receivedDateTime desc") + (conditions.Count > 0 ? Parameter("$filter", string.Join(" and ", conditions)) : "");
    }

    internal static string Search(SearchMessages search)
    {
        List<string> all =
        [
            .. Words("from:", search.From, "from"), .. Words("to:", search.To, "to"), .. Words("subject:", search.Subject, "subject"), .. Words("", search.Text, "text"),
            .. Kql("received>=", Day(search.Since, "since")), .. Kql("received<", Day(search.Before, "before")),
        ];
        if (search.HasAttachment is { } wanted)
        {
            all.Add($"hasAttachments:{(wanted ? "true" : "false")}");
        }

        if (all.Count == 0)
        {
            throw Wrong("text", "`text` or another condition must be given. The newest messages are listed by outlook_list_messages.");
        }

        var query = Query(search.Limit, "$search", $"\"{string.Join(" AND ", all).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
        return query.Length <= LongestSearch ? query : throw Wrong("text", "`text` and the other conditions are together longer than Outlook takes. Leave some words out.");
    }

    /// <summary>Each word in quotes, so that none of it is a sign or operator of KQL.</summary>
    private static IEnumerable<string> Words(string property, string? given, string argument)
    {
        if (given is null)
        {
            return [];
        }

        List<string> words = [.. given.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries).Select(Bare).Where(word => word.Any(char.IsLetterOrDigit))];
        return words.Count > 0 ? words.Select(word => $"{property}\"{word}\"") : throw Wrong(argument, $"`{argument}` has no word in it to look for.");
    }

    private static string Bare(string word) => string.Concat(word.Where(letter => letter is not ('"' or '\\' or '*') && !char.IsControl(letter)));

    private static IEnumerable<string> Condition(string comparison, DateOnly? day) => day is { } date ? [$"{comparison} {date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}T00:00:00Z"] : [];

    private static IEnumerable<string> Kql(string comparison, DateOnly? day) => day is { } date ? [$"{comparison}{date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}"] : [];

    private static IEnumerable<string> Is(string property, bool? value) => value is { } wanted ? [$"{property} eq {(wanted ? "true" : "false")}"] : [];

    private static string Query(int limit, string name, string value) => $"?$select={Shown}&$top={limit.ToString(CultureInfo.InvariantCulture)}{Parameter(name, value)}";

    private static string Parameter(string name, string value) => $"&{name}={Uri.EscapeDataString(value)}";

    private static DateOnly? Day(string? text, string argument) => text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw Wrong(argument, $"`{argument}` must be a day as YYYY-MM-DD, for example 2026-11-01.");

    private static ToolException Wrong(string argument, string sentence) => new(new(ToolErrorKind.InvalidArgument, sentence) { Argument = argument });
}

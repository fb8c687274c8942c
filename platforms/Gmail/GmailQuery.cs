using System.Globalization;
using System.Text.RegularExpressions;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Platforms.Gmail;

/// <summary>What is asked for, in the words that one types into Gmail's own search (https://support.google.com/mail/answer/7190).</summary>
internal static partial class GmailQuery
{
    /// <returns>Empty where nothing is asked for.</returns>
    /// <exception cref="ToolException">invalid_argument.</exception>
    internal static string Of(SearchMessages search) => string.Join(' ', Terms(search));

    internal static string Of(bool? unread) => unread switch
    {
        true => "is:unread",
        false => "is:read",
        null => "",
    };

    internal static string Id(string argument, string given) => given.Trim() is var id && Ids().IsMatch(id) ? id : throw OutgoingCheck.Refused(argument, "is no message id. Take `id` of gmail_search_messages or gmail_list_messages as it is, for example 19a3f0c2d4e5b6a7");

    private static IEnumerable<string> Terms(SearchMessages search)
    {
        (string Argument, string Operator, string? Words)[] words = [("from", "from:", search.From), ("to", "to:", search.To), ("subject", "subject:", search.Subject), ("text", "", search.Text)];
        foreach (var (argument, term, given) in words.Where(one => one.Words is not null))
        {
            OutgoingCheck.OneLine(given, argument);

            // Inside quotation marks only those themselves mean anything.
            yield return given!.Replace('"', ' ').Trim() is { Length: > 0 } plain ? $"{term}\"{plain}\"" : throw OutgoingCheck.Refused(argument, "has no words to search for");
        }

        // Gmail takes dates as midnight in California, and seconds as what they are.
        foreach (var (term, day) in ((string, DateOnly?)[])[("after:", MessageSearch.Day(search.Since, "since")), ("before:", MessageSearch.Day(search.Before, "before"))])
        {
            if (day is { } given)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{term}{new DateTimeOffset(given, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds()}");
            }
        }

        if (search.Unread is { } unread)
        {
            yield return Of(unread);
        }

        if (search.Flagged is { } flagged)
        {
            yield return flagged ? "is:starred" : "-is:starred";
        }

        if (search.HasAttachment is { } has)
        {
            yield return has ? "has:attachment" : "-has:attachment";
        }

        if (search.Query is { } own)
        {
            OutgoingCheck.OneLine(own, "query");
            yield return string.IsNullOrWhiteSpace(own) ? throw OutgoingCheck.Refused("query", "must not be blank") : $"({own.Trim()})";
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ids();
}

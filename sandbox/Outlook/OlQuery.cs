using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Squaremcp.Sandbox.Outlook;

/// <summary>OData's options for lists of messages: what Graph knows of them, and its rules for which go together.</summary>
internal static partial class OlQuery
{
    private const int MostSearched = 1_000;

    internal static IReadOnlyList<string>? Select(Request request) => request.Context.Request.Query.TryGetValue("$select", out var names) ? names.ToString().Split(',') : null;

    /// <exception cref="RefusedException">There is another.</exception>
    internal static void Only(Request request, params string[] known)
    {
        if (request.Context.Request.Query.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw OlErrors.Invalid($"The query specified in the URI is not valid. The query parameter '{unknown}' is not supported.");
        }
    }

    /// <summary>The page that is asked for, and the place of the next; null at the end.</summary>
    internal static (IReadOnlyList<OlMessage> Page, string? Next) Page(IEnumerable<OlMessage> all, IQueryCollection query)
    {
        var top = Number(query, "$top", 10, 1, 1_000);
        if (query.ContainsKey("$search"))
        {
            if (query.ContainsKey("$filter") || query.ContainsKey("$orderby") || query.ContainsKey("$skip"))
            {
                throw OlErrors.Refused(400, "SearchWithFilter", "The query parameter '$search' is not supported with '$filter', '$orderby' or '$skip'.");
            }

            var terms = Terms(query["$search"].ToString());
            var found = all.OrderByDescending(message => message.At).Where(message => terms.TrueForAll(term => term(message))).Take(MostSearched).ToList();
            var from = Number(query, "$skiptoken", 0, 0, int.MaxValue);
            return ([.. found.Skip(from).Take(top)], from + top < found.Count ? $"$skiptoken={from + top}" : null);
        }

        var conditions = query["$filter"].ToString() is { Length: > 0 } filter ? filter.Split(" and ") : [];
        var order = query["$orderby"].ToString();
        if (order is not ("" or "receivedDateTime desc" or "receivedDateTime asc" or "receivedDateTime"))
        {
            throw OlErrors.Invalid($"There is no order '{order}' here.");
        }

        if (order.Length > 0 && conditions.Length > 0 && !conditions[0].StartsWith("receivedDateTime ", StringComparison.Ordinal))
        {
            throw OlErrors.Refused(400, "InefficientFilter", "The restriction or sort order is too complex for this operation.");
        }

        var kept = all.Where(message => Array.TrueForAll(conditions, condition => Holds(condition, message))).ToList();
        kept = [.. order is "" or "receivedDateTime desc" ? kept.OrderByDescending(message => message.At) : kept.OrderBy(message => message.At)];
        var skip = Number(query, "$skip", 0, 0, int.MaxValue);
        return ([.. kept.Skip(skip).Take(top)], skip + top < kept.Count ? $"$skip={skip + top}" : null);
    }

    private static int Number(IQueryCollection query, string name, int otherwise, int least, int most) => !query.TryGetValue(name, out var text) ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw OlErrors.Invalid($"Invalid value '{text}' for {name}.");

    private static bool Holds(string condition, OlMessage message) => condition.Split(' ') switch
    {
        ["receivedDateTime", "ge", var at] => message.At >= Time(at),
        ["receivedDateTime", "lt", var at] => message.At < Time(at),
        ["isRead", "eq", var value] => message.IsRead == Flag(value),
        ["hasAttachments", "eq", var value] => message.Attachments.Count > 0 == Flag(value),
        ["flag/flagStatus", "eq", "'flagged'"] => message.IsFlagged,
        ["flag/flagStatus", "ne", "'flagged'"] => !message.IsFlagged,
        _ => throw OlErrors.Invalid($"Invalid filter clause: '{condition}'."),
    };

    private static bool Flag(string text) => text is "true" or "false" ? text == "true" : throw OlErrors.Invalid($"'{text}' is no Edm.Boolean.");

    private static DateTimeOffset Time(string text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : throw OlErrors.Invalid($"'{text}' is no Edm.DateTimeOffset.");

    /// <summary>KQL, in double quotes as a whole.</summary>
    private static List<Predicate<OlMessage>> Terms(string search)
    {
        if (search is not ['"', .. var inside, '"'])
        {
            throw OlErrors.Invalid("Syntax error: the value of '$search' must be in double quotes.");
        }

        return [.. inside.Replace("\\\"", "\"", StringComparison.Ordinal).Split(" AND ").Select(Term)];
    }

    private static Predicate<OlMessage> Term(string term) => Kql().Match(term) switch
    {
        { Success: true } match when match.Groups["op"].Success => match.Groups["op"].Value == "<" ? message => message.At < Time(match.Groups["day"].Value) : message => message.At >= Time(match.Groups["day"].Value),
        { Success: true } match when match.Groups["has"].Success => message => message.Attachments.Count > 0 == (match.Groups["has"].Value == "true"),
        { Success: true } match => message => Words(In(message, match.Groups["property"].Value)).Contains(Words(match.Groups["words"].Value), StringComparison.Ordinal),
        _ => throw OlErrors.Invalid($"Syntax error: '{term}' is no KQL."),
    };

    private static string In(OlMessage message, string property) => property switch
    {
        "from" => Said(message.From is { } from ? [from] : []),
        "to" => Said(message.To),
        "subject" => message.Subject,
        _ => $"{message.Subject} {message.Content} {Said(message.From is { } from ? [from] : [])} {Said([.. message.To, .. message.Cc])}",
    };

    private static string Said(IEnumerable<OlPerson> people) => string.Join(' ', people.Select(person => $"{person.Name} {person.Address}"));

    /// <summary>Whole words count, and no signs.</summary>
    private static string Words(string text) => $" {string.Join(' ', Word().Matches(text.ToLowerInvariant()).Select(word => word.Value))} ";

    [GeneratedRegex("""^(?:(?:(?<property>from|to|subject):)?"(?<words>[^"]+)"|received(?<op>>=|<)(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})|hasAttachments:(?<has>true|false))\z""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Kql();

    [GeneratedRegex(@"[\p{L}\p{N}]+", RegexOptions.None, 1000)]
    private static partial Regex Word();
}

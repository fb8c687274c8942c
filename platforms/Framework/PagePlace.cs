using System.Text.Json.Serialization.Metadata;

namespace Squaremcp.Platforms;

/// <summary>Where a reader of a platform's pages is: which page, in the platform's own words, and the last item it has of that one, for an answer may have room for less than a page of the platform's.</summary>
/// <param name="Token">Null for the first page.</param>
/// <param name="After">Null at a page's beginning.</param>
internal sealed record PagePlace(string? Token, string? After)
{
    /// <summary>Characters of a cursor, for platforms whose word for a page is a whole address.</summary>
    internal const int LongestCursor = 8192;

    /// <exception cref="ToolException">The cursor is not one of ours for this customer, tool and filter.</exception>
    internal static PagePlace Of(ToolContext context, string purpose, string? cursor) =>
        cursor is null ? new(null, null)
        : context.Cursors.Open(purpose, cursor, LongestCursor) is { } text && text.IndexOf('|') is >= 0 and var bar ? new(text[(bar + 1)..] is { Length: > 0 } token ? token : null, text[..bar] is { Length: > 0 } after ? after : null)
        : throw new ToolException(new(ToolErrorKind.InvalidArgument, "`cursor` is not one this tool gave for these arguments. Leave it out to start over, or pass `next_cursor` of the last answer unchanged together with the same other arguments.") { Argument = "cursor" });

    /// <summary>As many items of the platform's page as the answer has room for, and our cursor for what comes after them; null at the end.</summary>
    /// <param name="next">The platform's word for its next page; null or empty where there is none.</param>
    internal (IReadOnlyList<T> Items, string? Cursor) Cut<T>(ToolContext context, string purpose, IReadOnlyList<T> all, string? next, Func<T, string> id, JsonTypeInfo<T> type)
    {
        var start = After is null ? 0 : all.TakeWhile(item => id(item) != After).Count() + 1;
        var (page, rest) = context.Items(all, start > all.Count ? 0 : start, all.Count, type);
        var place = rest is not null ? this with { After = id(page[^1]) } : string.IsNullOrEmpty(next) ? null : new PagePlace(next, null);
        return (page, place is null ? null : context.Cursors.Seal(purpose, $"{place.After}|{place.Token}"));
    }
}

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Squaremcp.Platforms.Meta;

/// <summary>Where a page of an answer begins: at which page of Meta's, and after which of its items, since ours may hold fewer.</summary>
/// <param name="Token">Meta's cursor; null for the first page.</param>
/// <param name="After">The item's id; null for a page's beginning.</param>
internal sealed record GraphPlace(string? Token, string? After)
{
    /// <summary>For a request.</summary>
    internal string Query => GraphApi.Query("after", Token);

    /// <exception cref="ToolException">The cursor is not one of ours for this customer, tool and filter.</exception>
    internal static GraphPlace Of(ToolContext context, string purpose, string? cursor) =>
        cursor is null ? new(null, null)
        : context.Cursors.Open(purpose, cursor) is { } text && text.IndexOf('|') is >= 0 and var bar ? new(text[(bar + 1)..] is { Length: > 0 } token ? token : null, text[..bar] is { Length: > 0 } after ? after : null)
        : throw new ToolException(new(ToolErrorKind.InvalidArgument, "`cursor` is not one this tool gave for these arguments. Leave it out to start over, or pass `next_cursor` of the last answer unchanged together with the same other arguments.") { Argument = "cursor" });

    /// <summary>As many of Meta's page as the answer has room for.</summary>
    internal (IReadOnlyList<T> Items, string? Next) Page<T>(ToolContext context, string purpose, JsonElement answer, Func<JsonElement, T?> read, Func<T, string> id, JsonTypeInfo<T> type)
        where T : class
    {
        var all = answer.Each("data").Select(read).OfType<T>().ToList();
        var (page, rest) = context.Items(all, After is null ? 0 : all.FindIndex(one => id(one) == After) + 1, all.Count, type);

        // There is a cursor after the last page too; only `next` says that something comes.
        var next = rest is not null ? this with { After = id(page[^1]) }
            : answer.Inside("paging").Words("next") is not null && answer.Inside("paging").Inside("cursors").Words("after") is { Length: > 0 } token ? new GraphPlace(token, null) : null;
        return (page, next is null ? null : context.Cursors.Seal(purpose, $"{next.After}|{next.Token}"));
    }
}

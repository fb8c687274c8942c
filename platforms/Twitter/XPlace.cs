namespace Squaremcp.Platforms.Twitter;

/// <summary>Where a reader of X's pages is: which of X's pages, and the last post it has of that one, for an answer may be shorter than a page of X's. Asking for one page twice on a day costs once.</summary>
/// <param name="Token">X's own; null for the first page.</param>
/// <param name="After">Null at a page's beginning.</param>
internal sealed record XPlace(string? Token, string? After)
{
    /// <exception cref="ToolException">The cursor is not one of ours for this customer, tool and filter.</exception>
    internal static XPlace Of(ToolContext context, string purpose, string? cursor) =>
        cursor is null ? new(null, null)
        : context.Cursors.Open(purpose, cursor) is { } text && text.IndexOf('|') is >= 0 and var bar ? new(text[(bar + 1)..] is { Length: > 0 } token ? token : null, text[..bar] is { Length: > 0 } after ? after : null)
        : throw new ToolException(new(ToolErrorKind.InvalidArgument, "`cursor` is not one this tool gave for these arguments. Leave it out to start over, or pass `next_cursor` of the last answer unchanged together with the same other arguments.") { Argument = "cursor" });

    /// <summary>As many of X's page as the answer has room for.</summary>
    internal PostsFound Page(ToolContext context, string purpose, XAnswer answer, string? author)
    {
        var posts = answer.Data.ValueKind == System.Text.Json.JsonValueKind.Array ? answer.Data.EnumerateArray().Select(post => Reading.Post(post, answer.Includes, author)).OfType<Post>().ToList() : [];
        var (page, rest) = context.Items(posts, After is null ? 0 : posts.FindIndex(post => post.Id == After) + 1, posts.Count, XRecords.Json.Post);
        var next = rest is not null ? this with { After = page[^1].Id } : answer.Meta.Words("next_token") is { Length: > 0 } token ? new XPlace(token, null) : null;
        return new(page, next is null ? null : context.Cursors.Seal(purpose, $"{next.After}|{next.Token}"), LeftOut(answer));
    }

    private static IReadOnlyList<string>? LeftOut(XAnswer answer) => answer.Problems.Count == 0
        ? null
        : [.. answer.Problems.Take(10).Select(problem => $"{problem.About} {problem.Says}".Trim()).Distinct()];
}

using System.Text.Json;

namespace Squaremcp.Platforms.Twitter;

/// <summary>Pages of posts. Asking X for one page twice on a day costs once, so that an answer may well be shorter than a page of X's.</summary>
internal static class XPages
{
    internal static PostsFound Posts(this PagePlace place, ToolContext context, string purpose, XAnswer answer, string? author)
    {
        List<Post> posts = answer.Data.ValueKind == JsonValueKind.Array ? [.. answer.Data.EnumerateArray().Select(post => Reading.Post(post, answer.Includes, author)).OfType<Post>()] : [];
        var (page, next) = place.Cut(context, purpose, posts, answer.Meta.Words("next_token"), post => post.Id, XRecords.Json.Post);
        return new(page, next, LeftOut(answer));
    }

    private static IReadOnlyList<string>? LeftOut(XAnswer answer) => answer.Problems.Count == 0
        ? null
        : [.. answer.Problems.Take(10).Select(problem => $"{problem.About} {problem.Says}".Trim()).Distinct()];
}

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Squaremcp.Platforms.Meta;

/// <summary>Pages of Meta's, whose cursor is the place's token.</summary>
internal static class GraphPlace
{
    /// <summary>For a request.</summary>
    internal static string Query(this PagePlace place) => GraphApi.Query("after", place.Token);

    /// <summary>As many of Meta's page as the answer has room for.</summary>
    internal static (IReadOnlyList<T> Items, string? Next) Page<T>(this PagePlace place, ToolContext context, string purpose, JsonElement answer, Func<JsonElement, T?> read, Func<T, string> id, JsonTypeInfo<T> type)
        where T : class
    {
        // There is a cursor after the last page too; only `next` says that something comes.
        var paging = answer.Inside("paging");
        return place.Cut(context, purpose, [.. answer.Each("data").Select(read).OfType<T>()], paging.Words("next") is null ? null : paging.Inside("cursors").Words("after"), id, type);
    }
}

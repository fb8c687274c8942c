using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Squaremcp.Platforms;

/// <summary>Cutting answers to the size an assistant can take, with a cursor for the rest.</summary>
public static class Paging
{
    /// <summary>Room left for everything but the text or list that pages.</summary>
    private const int Rest = 8_000;

    /// <summary>What a cursor is bound to: the customer, the tool and its other arguments.</summary>
    public static string Purpose(this ToolContext context, string tool, params IEnumerable<string?> filter) =>
        $"{context.Customer}|{tool}|{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(new JsonArray([.. filter.Select(one => JsonValue.Create(one))]).ToJsonString())))}";

    /// <summary>Where the page starts that <paramref name="cursor"/> asks for; 0 without one.</summary>
    /// <exception cref="ToolException">The cursor is not one of ours for this customer, tool and filter.</exception>
    public static long Start(this ToolContext context, string purpose, string? cursor)
    {
        if (cursor is null)
        {
            return 0;
        }

        return context.Cursors.Open(purpose, cursor) is { } position && long.TryParse(position, out var start)
            ? start
            : throw new ToolException(new(ToolErrorKind.InvalidArgument, "`cursor` is not one this tool gave for these arguments. Leave it out to start over, or pass `next_cursor` of the last answer unchanged together with the same other arguments.") { Argument = "cursor" });
    }

    public static string? Next(this ToolContext context, string purpose, long? position) => position is { } next ? context.Cursors.Seal(purpose, next.ToString()) : null;

    /// <summary>How many characters from <paramref name="start"/> fit the answer, as JSON; never half a surrogate pair, and a whole line where one ends in the last quarter.</summary>
    public static int TextLength(this ToolContext context, string text, int start)
    {
        var room = context.AnswerBytes - Rest;
        var end = start;
        while (end < text.Length)
        {
            var size = char.IsHighSurrogate(text[end]) && end + 1 < text.Length ? 2 : 1;
            room -= JsonSize(text.AsSpan(end, size));
            if (room < 0)
            {
                break;
            }

            end += size;
        }

        if (end < text.Length && text.LastIndexOf('\n', end - 1, end - start) is var line && line - start > (end - start) * 3 / 4)
        {
            end = line + 1;
        }

        return end - start;
    }

    private static int JsonSize(ReadOnlySpan<char> character) => character is [>= ' ' and < '\u007f' and not '"' and not '\\']
        ? 1
        : JsonEncodedText.Encode(character, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.Length;

    /// <summary>The items from <paramref name="start"/> that fit the answer and the limit, and where the next page starts.</summary>
    public static (IReadOnlyList<T> Items, long? Next) Items<T>(this ToolContext context, IReadOnlyList<T> all, long start, int limit, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        var room = context.AnswerBytes - Rest;
        var page = new List<T>();
        for (var i = (int)Math.Min(start, all.Count); i < all.Count && page.Count < limit; i++)
        {
            room -= JsonSerializer.SerializeToUtf8Bytes(all[i], type).Length + 1;
            if (room < 0 && page.Count > 0)
            {
                break;
            }

            page.Add(all[i]);
        }

        return (page, start + page.Count < all.Count ? start + page.Count : null);
    }
}

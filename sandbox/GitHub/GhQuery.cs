using System.Globalization;
using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.GitHub;

/// <summary>The parameters of a read, and its pages with the addresses of their neighbours.</summary>
internal static class GhQuery
{
    internal static void Only(GhCall call, params string[] known)
    {
        foreach (var (name, value) in call.Request.Context.Request.Query)
        {
            if (!known.Contains(name) || value.Count != 1)
            {
                throw GhErrors.Invalid("Query", name, "invalid", $"There is no parameter {name} here, or it comes twice.");
            }
        }
    }

    internal static string? Text(GhCall call, string name) => call.Request.Context.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;

    internal static string Word(GhCall call, string name, string otherwise, params string[] known) => Text(call, name) is not { } word ? otherwise
        : known.Contains(word) ? word : throw GhErrors.Invalid("Query", name, "invalid", $"{word} is not one of {string.Join(", ", known)}.");

    internal static Answer Page(GhCall call, IEnumerable<JsonObject> items)
    {
        var (size, page) = (Number(call, "per_page", 30, 100), Number(call, "page", 1, 100_000));
        var all = items.ToList();
        var answer = Answer.Json(200, new JsonArray([.. all.Skip((page - 1) * size).Take(size)]));
        var links = new List<string>();
        if (page > 1)
        {
            links.Add(Link(call, page - 1, "prev"));
        }

        if (page * size < all.Count)
        {
            links.Add(Link(call, page + 1, "next"));
            links.Add(Link(call, (all.Count + size - 1) / size, "last"));
        }

        return links.Count > 0 ? answer.With("Link", string.Join(", ", links)) : answer;
    }

    private static string Link(GhCall call, int page, string rel)
    {
        var query = call.Request.Context.Request.Query.Where(pair => pair.Key != "page").Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value.ToString())}").Append($"page={page}");
        return $"<{call.Request.Base.TrimEnd('/')}{call.Request.Path}?{string.Join('&', query)}>; rel=\"{rel}\"";
    }

    private static int Number(GhCall call, string name, int otherwise, int most) => Text(call, name) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 ? Math.Min(number, most)
        : throw GhErrors.Invalid("Query", name, "invalid", $"{text} is not a number from 1 to {most}.");
}

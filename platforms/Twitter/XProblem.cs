using System.Text.Json;

namespace Squaremcp.Platforms.Twitter;

/// <summary>One thing X says is wrong (RFC 9457 as far as it goes).</summary>
/// <param name="Type">The last part of its type, whichever host it is on; "blank" where X has none.</param>
/// <param name="Words">What X says; what a caller sent may be in it.</param>
/// <param name="About">The id, name or field it is about.</param>
internal sealed record XProblem(string Type, string? Title, string? Words, string? About)
{
    private const int MostWords = 300;

    /// <summary>In X's own words, cut.</summary>
    internal string Says => (Words ?? Title ?? "no reason given") is var words && words.Length > MostWords ? $"\"{words[..MostWords]}…\"." : $"\"{words}\".";

    internal bool Mentions(string words) => $"{Title} {Words}".Contains(words, StringComparison.OrdinalIgnoreCase);

    /// <summary>The problem an answer is, and those it lists.</summary>
    internal static IReadOnlyList<XProblem> In(JsonElement body)
    {
        var own = body.Words("title", "detail") is not null ? Of(body) : null;
        var listed = body.Each("errors").Select(Of).ToList();

        // The one around the list says only that there is a list, but has the type.
        return own is null ? listed : listed is [var first, ..] ? [own with { Words = first.Words ?? own.Words, About = first.About }, .. listed.Skip(1)] : [own];
    }

    private static XProblem Of(JsonElement problem) => new(
        (problem.Words("type") ?? "about:blank").TrimEnd('/') is var type && type.LastIndexOfAny(['/', ':']) is var cut ? type[(cut + 1)..] : "",
        problem.Words("title"),
        problem.Words("detail") ?? problem.Words("message"),
        problem.Id("resource_id") ?? problem.Id("value") ?? problem.Words("field") ?? problem.Words("parameter") ?? (problem.Inside("parameters") is { ValueKind: JsonValueKind.Object } named ? named.EnumerateObject().Select(one => one.Name).FirstOrDefault() : null));
}

using System.Text;

namespace Squaremcp.Frontend.OAuth;

/// <summary>
/// Parameters of a query or a form (application/x-www-form-urlencoded), by name exactly as written. An empty value counts as absent, and one that comes twice is told (OAuth 2.1 §3.1);
/// ASP.NET's own collections join the two and ignore case.
/// </summary>
internal sealed class Parameters
{
    private const int MostFormBytes = 32 * 1024;
    private const int Most = 100;

    private readonly Dictionary<string, List<string>> values = new(StringComparer.Ordinal);

    private Parameters()
    {
    }

    internal string? this[string name] => values.TryGetValue(name, out var given) ? given[0] : null;

    internal IReadOnlyList<string> All(string name) => values.TryGetValue(name, out var given) ? given : [];

    internal bool IsTwice(string name) => All(name).Count > 1;

    /// <summary>The first name that came twice, of those that may not.</summary>
    internal string? Twice(params IEnumerable<string> mayRepeat) => values.FirstOrDefault(pair => pair.Value.Count > 1 && !mayRepeat.Contains(pair.Key)).Key;

    internal IEnumerable<(string Name, string Value)> Pairs() => values.SelectMany(pair => pair.Value.Select(value => (pair.Key, value)));

    /// <param name="encoded">With or without the leading <c>?</c>.</param>
    internal static Parameters Of(string encoded)
    {
        var read = new Parameters();
        foreach (var pair in encoded.TrimStart('?').Split('&', Most + 1, StringSplitOptions.RemoveEmptyEntries).Take(Most))
        {
            var equals = pair.IndexOf('=');
            if (equals > 0 && Decoded(pair[(equals + 1)..]) is { Length: > 0 } value)
            {
                read.Add(Decoded(pair[..equals]), value);
            }
        }

        return read;
    }

    /// <returns>Null where the body is no form, or a longer one than anybody needs.</returns>
    internal static async Task<Parameters?> OfFormAsync(HttpContext context)
    {
        if (context.Request.ContentType?.Split(';')[0].Trim().Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true || context.Request.ContentLength > MostFormBytes)
        {
            return null;
        }

        var body = new byte[MostFormBytes + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        return length > MostFormBytes ? null : Of(Encoding.UTF8.GetString(body, 0, length));
    }

    private static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private void Add(string name, string value)
    {
        if (!values.TryGetValue(name, out var given))
        {
            values[name] = given = [];
        }

        given.Add(value);
    }
}

using System.Text.RegularExpressions;

namespace Squaremcp.Tests.Observability;

/// <summary>Reads Prometheus' text format, version 0.0.4, and tells what is wrong with it.</summary>
internal sealed partial record Exposition(IReadOnlyDictionary<string, string> Kinds, IReadOnlySet<string> Series, IReadOnlyList<string> Wrong)
{
    internal static Exposition Read(string text)
    {
        var (kinds, series, wrong) = (new Dictionary<string, string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal), new List<string>());
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (!text.EndsWith('\n'))
        {
            wrong.Add("The last line does not end.");
        }

        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (Type().Match(line) is { Success: true } type)
            {
                if (!kinds.TryAdd(type.Groups["name"].Value, type.Groups["kind"].Value))
                {
                    wrong.Add($"twice: {line}");
                }
            }
            else if (Sample().Match(line) is { Success: true } sample)
            {
                var name = sample.Groups["name"].Value;
                series.Add(name);
                if (!kinds.ContainsKey(name) && !(Suffix().Match(name) is { Success: true } suffix && kinds.GetValueOrDefault(suffix.Groups["name"].Value) == "histogram"))
                {
                    wrong.Add($"without a type: {line}");
                }

                if (!seen.Add(line[..line.LastIndexOf(' ')]))
                {
                    wrong.Add($"twice: {line}");
                }
            }
            else if (!line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                wrong.Add(line);
            }
        }

        return new(kinds, series, wrong);
    }

    [GeneratedRegex("^# TYPE (?<name>[a-z_][a-z0-9_]*) (?<kind>counter|gauge|histogram)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Type();

    [GeneratedRegex("""^(?<name>[a-z_][a-z0-9_]*)(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*",?)*\})? (-?[0-9.]+(E[-+]?[0-9]+)?|\+Inf|NaN)$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sample();

    [GeneratedRegex("^(?<name>.*)_(bucket|sum|count)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Suffix();
}

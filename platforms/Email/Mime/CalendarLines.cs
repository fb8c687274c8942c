using System.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>The content lines of iCalendar, unfolded (RFC 5545 §3.1). Names are upper case, parameters' names lower case.</summary>
internal static class CalendarLines
{
    private const int LongestLine = 16 * 1024;

    internal static IEnumerable<(string Name, IReadOnlyDictionary<string, string> Parameters, string Value)> Of(string calendar)
    {
        var whole = new StringBuilder();
        foreach (var line in calendar.Split('\n'))
        {
            if (line is [' ' or '\t', ..])
            {
                whole.Append(line, 1, Math.Min(line.Length - 1, Math.Max(0, LongestLine - whole.Length)));
                continue;
            }

            if (Parse(whole.ToString()) is { } parsed)
            {
                yield return parsed;
            }

            whole.Clear().Append(line, 0, Math.Min(line.Length, LongestLine));
        }

        if (Parse(whole.ToString()) is { } last)
        {
            yield return last;
        }
    }

    private static (string Name, IReadOnlyDictionary<string, string> Parameters, string Value)? Parse(string line)
    {
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            quoted ^= line[i] == '"';
            if (line[i] == ':' && !quoted)
            {
                var (name, parameters) = line.IndexOf(';', 0, i) < 0 ? (line[..i].Trim(), HeaderParameters.None) : HeaderParameters.Parse(line[..i]);
                return (name.ToUpperInvariant(), parameters, line[(i + 1)..].TrimEnd('\r'));
            }
        }

        return null;
    }
}

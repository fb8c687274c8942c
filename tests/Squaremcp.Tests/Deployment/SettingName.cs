using System.Collections;
using System.Text.RegularExpressions;
using Squaremcp.Settings;

namespace Squaremcp.Tests.Deployment;

/// <summary>The name of a setting as it stands in a text, in the environment's way or the configuration's; <c>…</c> and what is in brackets stand for any.</summary>
internal static partial class SettingName
{
    private const string Rest = "…";

    /// <summary>Those a line names, in full. <c>…__Port</c> stands for a name beside the one before it.</summary>
    internal static IEnumerable<string> In(string line)
    {
        var before = "";
        foreach (var match in Names().Matches(line).Cast<Match>())
        {
            var steps = Steps(match.Groups["path"].Value);
            if (!match.Groups["short"].Success)
            {
                before = string.Join(':', steps);
                yield return before;
            }
            else if (before.Length > 0)
            {
                // The deepest place where it is one; where there is none, beside the one before.
                var parents = before.Split(':');
                var candidates = Enumerable.Range(1, parents.Length).Select(up => string.Join(':', [.. parents[..^up], .. steps])).ToList();
                before = candidates.Find(Exists) ?? candidates[0];
                yield return before;
            }
        }
    }

    /// <param name="path">With colons, without the section's own name.</param>
    internal static bool Exists(string path) => Exists(typeof(GatewaySettings), path.Split(':', StringSplitOptions.RemoveEmptyEntries));

    private static bool Exists(Type type, ReadOnlySpan<string> steps)
    {
        if (steps.IsEmpty || steps[0] == Rest)
        {
            return true;
        }

        if (Elements(type) is { } element)
        {
            // The key of a dictionary is anybody's choice, the place in a list is a number.
            return (IsDictionary(type) || int.TryParse(steps[0], System.Globalization.CultureInfo.InvariantCulture, out _)) && Exists(element, steps[1..]);
        }

        foreach (var property in type.Assembly == typeof(GatewaySettings).Assembly ? type.GetProperties() : [])
        {
            if ((steps[0][0] == '<' || property.Name == steps[0]) && Exists(property.PropertyType, steps[1..]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsDictionary(Type type) => type.IsGenericType && type.GetGenericArguments().Length == 2;

    private static Type? Elements(Type type) => type != typeof(string) && type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type) ? type.GetGenericArguments()[^1] : null;

    /// <summary>A name that a program completes (<c>{</c>), or a text leaves open, ends there.</summary>
    private static string[] Steps(string path) =>
        [.. path.Split('{')[0].Replace("__", ":", StringComparison.Ordinal).Split(':', StringSplitOptions.RemoveEmptyEntries), .. path.Contains('{') ? [Rest] : Array.Empty<string>()];

    [GeneratedRegex(@"(?:(?<![A-Za-z0-9_])(?:SQUAREMCP__|Squaremcp:(?=[A-Za-z<…{]))|(?<short>…__))(?<path>(?:[A-Za-z0-9…{]|<[A-Za-z]+>|__|:(?=[A-Za-z0-9<…]))*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Names();
}

using System.Text.Json;

namespace Squaremcp.Tests.Slack;

/// <summary>Slack's own description of its methods, found by <c>SQUAREMCP_ORACLES</c>: arguments, which are required, scopes, and the words a method refuses with.</summary>
internal static class SlackOracle
{
    private static string? Folder => Environment.GetEnvironmentVariable("SQUAREMCP_ORACLES") is { Length: > 0 } oracles && Path.Combine(oracles, "slack") is var folder && Directory.Exists(folder) ? folder : null;

    internal static void Require() => Assert.SkipWhen(Folder is null, "SQUAREMCP_ORACLES names no folder with slack.");

    internal static JsonElement Method(string name) => JsonElement.Parse(File.ReadAllBytes(Path.Combine(Folder!, $"{name}.json")));

    /// <summary>What of a request the description does not have.</summary>
    internal static IEnumerable<string> Offences(SlackRequest request)
    {
        var (method, form) = (request.Method, request.Form);
        if (!File.Exists(Path.Combine(Folder!, $"{method}.json")))
        {
            return [$"there is no {method}"];
        }

        var described = Method(method);
        var (arguments, verb) = (described.GetProperty("args"), described.GetProperty("http_method").GetString());
        var missing = arguments.TryGetProperty("required", out var required) ? required.EnumerateArray().Select(name => name.GetString()!).Where(name => name != "token" && !form.ContainsKey(name)).Select(name => $"{method} needs {name}") : [];
        return
        [
            .. verb == request.Verb ? [] : (string[])[$"{method} is described with {verb}"], .. missing,
            .. request.Authorization?.StartsWith("Bearer ", StringComparison.Ordinal) == true ? [] : (string[])[$"{method} without a token in its header"],
            .. form.SelectMany(pair => arguments.GetProperty("properties").TryGetProperty(pair.Key, out var argument) ? Misfits($"{method}.{pair.Key}", argument, pair.Value) : [$"{method} has no {pair.Key}"]),
        ];
    }

    /// <summary>In a form everything is text.</summary>
    private static IEnumerable<string> Misfits(string where, JsonElement argument, string value)
    {
        var types = argument.TryGetProperty("anyOf", out var any) ? any.EnumerateArray().Select(one => one.GetProperty("type").GetString()).ToList() : [argument.GetProperty("type").GetString()];
        var fits = types.Contains("string") || (types.Contains("boolean") && value is "true" or "false") || (types.Exists(type => type is "number" or "integer") && int.TryParse(value, out _));
        return fits ? [] : [$"{where} is {value}, which is no {string.Join(" or ", types)}"];
    }
}

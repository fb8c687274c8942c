using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Slack;

/// <summary>The arguments of one call: query, form, or JSON where the method takes it (https://docs.slack.dev/apis/web-api/#methods).</summary>
internal sealed class SlackCall(SlackWorld world, SlackToken token)
{
    private const int MostBytes = 1024 * 1024;

    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    internal SlackWorld World => world;

    internal SlackToken Token => token;

    internal async Task ReadAsync(Request request, bool takesJson, CancellationToken cancellationToken)
    {
        foreach (var (name, value) in request.Context.Request.Query)
        {
            values[name] = value.ToString();
        }

        switch (request.ContentType)
        {
            case "application/x-www-form-urlencoded" or "multipart/form-data":
                foreach (var (name, value) in await request.Context.Request.ReadFormAsync(cancellationToken))
                {
                    values[name] = value.Count == 1 ? value.ToString() : throw SlackErrors.Arguments($"{name} is given twice");
                }

                break;
            case "application/json":
                await ReadJsonAsync(request, takesJson, cancellationToken);
                break;
            case "":
                break;
            default:
                throw SlackErrors.Refused("invalid_post_type");
        }
    }

    /// <summary>Refuses an argument that the method does not have.</summary>
    internal SlackCall Allowing(params string[] names)
    {
        var unknown = values.Keys.FirstOrDefault(name => !names.Contains(name));
        return unknown is null ? this : throw SlackErrors.Arguments($"{unknown} is not an argument of this method");
    }

    internal string? Text(string name) => values.GetValueOrDefault(name) is { Length: > 0 } text ? text : null;

    internal bool Flag(string name, bool otherwise = false) => Text(name) switch
    {
        null => otherwise,
        "true" or "1" => true,
        "false" or "0" => false,
        _ => throw SlackErrors.Arguments($"{name} must be true or false"),
    };

    internal int Limit(int otherwise, int most) => Text("limit") is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit >= 1 && limit <= most ? limit
        : throw SlackErrors.Refused("invalid_limit");

    /// <exception cref="RefusedException">The installation was not given that right.</exception>
    internal void Needs(string scope)
    {
        if (!token.Scopes.Contains(scope))
        {
            throw SlackErrors.Scope(scope, token.Scopes);
        }
    }

    internal JsonArray? List(string name, string refusal)
    {
        try
        {
            return Text(name) is { } text ? JsonNode.Parse(text) as JsonArray ?? throw SlackErrors.Refused(refusal) : null;
        }
        catch (JsonException)
        {
            throw SlackErrors.Refused(refusal);
        }
    }

    /// <summary>One page of a list, with the cursor of the next.</summary>
    internal JsonObject Page(string name, IEnumerable<JsonNode> all, int limit)
    {
        var items = all.ToList();
        var from = 0;
        if (Text("cursor") is { } cursor && !(cursor.StartsWith("c2Jj", StringComparison.Ordinal) && int.TryParse(cursor[4..].TrimEnd('='), NumberStyles.None, CultureInfo.InvariantCulture, out from) && from <= items.Count))
        {
            throw SlackErrors.Refused("invalid_cursor");
        }

        var page = items.Skip(from).Take(limit).ToList();
        var next = from + page.Count < items.Count ? $"c2Jj{from + page.Count}=" : "";
        return new() { ["ok"] = true, [name] = new JsonArray([.. page.Select(item => item.DeepClone())]), ["response_metadata"] = new JsonObject { ["next_cursor"] = next } };
    }

    private async Task ReadJsonAsync(Request request, bool takesJson, CancellationToken cancellationToken)
    {
        if (!takesJson)
        {
            throw SlackErrors.Refused("invalid_post_type");
        }

        try
        {
            foreach (var (name, value) in JsonNode.Parse(await request.BodyAsync(MostBytes, cancellationToken), documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject ?? throw SlackErrors.Refused("json_not_object"))
            {
                values[name] = value is JsonValue text && text.GetValueKind() == JsonValueKind.String ? text.GetValue<string>() : value?.ToJsonString() ?? "";
            }
        }
        catch (JsonException)
        {
            throw SlackErrors.Refused("invalid_json");
        }
    }
}

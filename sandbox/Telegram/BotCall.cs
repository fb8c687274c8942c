using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Squaremcp.Sandbox.Telegram;

/// <summary>The parameters of one call, from wherever they came: query, form, multipart or JSON (https://core.telegram.org/bots/api#making-requests).</summary>
internal sealed class BotCall
{
    private const int MostBytes = 11 * 1024 * 1024;

    private readonly Dictionary<string, JsonNode?> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> files = new(StringComparer.Ordinal);
    private bool isText;

    internal static async Task<BotCall> ReadAsync(Request request, CancellationToken cancellationToken)
    {
        var call = new BotCall();
        foreach (var (name, value) in request.Context.Request.Query)
        {
            (call.values[name], call.isText) = (value.ToString(), true);
        }

        if (request.Method == "GET" || request.Context.Request.ContentLength is 0 or null && request.ContentType.Length == 0)
        {
            return call;
        }

        switch (request.ContentType)
        {
            case "application/json":
                call.ReadJson(await request.BodyAsync(MostBytes, cancellationToken));
                break;
            case "application/x-www-form-urlencoded" or "multipart/form-data":
                await call.ReadFormAsync(request.Context.Request, cancellationToken);
                break;
            default:
                throw BotErrors.Bad("unsupported Content-Type");
        }

        return call;
    }

    /// <summary>Refuses a parameter that the method does not have.</summary>
    internal BotCall Allowing(params ReadOnlySpan<string> names)
    {
        foreach (var name in values.Keys.Concat(files.Keys))
        {
            if (!names.Contains(name))
            {
                throw BotErrors.Bad($"parameter \"{name}\" is unknown to this method");
            }
        }

        return this;
    }

    internal byte[]? File(string name) => files.GetValueOrDefault(name);

    internal string? Text(string name) => Value(name) switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        _ => throw BotErrors.Bad($"field \"{name}\" must be of type String"),
    };

    internal long? Number(string name) => Value(name) switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<long>(out var number) => number,
        JsonValue value when isText && long.TryParse(value.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw BotErrors.Bad($"field \"{name}\" must be of type Number"),
    };

    internal bool Flag(string name) => Value(name) switch
    {
        null => false,
        JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False => value.GetValue<bool>(),
        JsonValue value when isText && value.ToString() is "true" or "True" or "1" => true,
        JsonValue value when isText && value.ToString() is "false" or "False" or "0" or "" => false,
        _ => throw BotErrors.Bad($"field \"{name}\" must be of type Boolean"),
    };

    /// <summary>An id, or the @name of a public chat.</summary>
    internal string? Chat() => Value("chat_id") switch
    {
        null => null,
        JsonValue value when value.GetValueKind() is JsonValueKind.Number or JsonValueKind.String => value.ToString(),
        _ => throw BotErrors.Bad("chat_id must be of type Integer or String"),
    };

    /// <summary>In a form, objects travel as JSON text.</summary>
    internal JsonObject? Object(string name) => Nested(name) switch
    {
        null => null,
        JsonObject members => members,
        _ => throw BotErrors.Bad($"object expected as {name}"),
    };

    internal JsonArray? Array(string name) => Nested(name) switch
    {
        null => null,
        JsonArray items => items,
        _ => throw BotErrors.Bad($"expected an Array of {name}"),
    };

    private JsonNode? Nested(string name)
    {
        try
        {
            return Value(name) is JsonValue text && isText ? JsonNode.Parse(text.ToString()) : Value(name);
        }
        catch (JsonException)
        {
            throw BotErrors.Bad($"can't parse {name} JSON object");
        }
    }

    private JsonNode? Value(string name) => values.GetValueOrDefault(name);

    private void ReadJson(byte[] body)
    {
        try
        {
            foreach (var (name, value) in JsonNode.Parse(body, documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject ?? throw new JsonException())
            {
                values[name] = value;
            }
        }
        catch (JsonException)
        {
            throw BotErrors.Bad("can't parse JSON object");
        }
    }

    private async Task ReadFormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        isText = true;
        IFormCollection form;
        try
        {
            form = await request.ReadFormAsync(new() { MultipartBodyLengthLimit = MostBytes, BufferBody = true }, cancellationToken);
        }
        catch (InvalidDataException)
        {
            throw BotErrors.Refused(413, "Request Entity Too Large");
        }

        foreach (var (name, value) in form)
        {
            values[name] = value.ToString();
        }

        foreach (var file in form.Files)
        {
            using var content = new MemoryStream();
            await file.CopyToAsync(content, cancellationToken);
            files[file.Name] = content.ToArray();
        }
    }
}

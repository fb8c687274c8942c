using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Squaremcp.Sandbox.Meta;

/// <summary>One call of the Graph API, read strictly: what it does not know it refuses, where the platform itself would look away.</summary>
/// <param name="Path">After the version.</param>
/// <param name="Given">Parameters of the address and of the form, without the credential.</param>
internal sealed record GraphCall(Request Request, string[] Path, string Access, IReadOnlyDictionary<string, string> Given, IFormFileCollection Files, DateTimeOffset Now)
{
    private const int MostBody = 20 * 1024 * 1024, MostList = 100;

    private static readonly string[] Everywhere = ["appsecret_proof", "access_token"];

    internal string? this[string name] => Given.GetValueOrDefault(name);

    /// <param name="secret">Of the app that the proof must be of; null where there is none.</param>
    internal static async Task<GraphCall> ReadAsync(Request request, string? secret, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (request.Path.Split('/') is not ["", var version, .. var path] || version is not ['v', .. var digits] || !Version.TryParse(digits, out _))
        {
            throw GraphRefusals.Invalid("The address must begin with a version, such as v26.0.");
        }

        var given = request.Context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        IFormFileCollection files = new FormFileCollection();
        if (request.ContentType is "application/x-www-form-urlencoded" or "multipart/form-data")
        {
            var form = await request.Context.Request.ReadFormAsync(new() { MultipartBodyLengthLimit = MostBody, BufferBody = true }, cancellationToken);
            foreach (var (name, value) in form)
            {
                given[name] = value.ToString();
            }

            files = form.Files;
        }

        var access = Credential(request, given) ?? "";
        if (secret is not null && given.TryGetValue("appsecret_proof", out var proof) && proof != Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(access))))
        {
            throw new RefusedException(GraphRefusals.Of(400, 100, "Invalid appsecret_proof provided in the API argument", type: "GraphMethodException"));
        }

        return new(request, path, access, given.Where(pair => !Everywhere.Contains(pair.Key)).ToDictionary(), files, now);
    }

    /// <summary>In the header, after whichever of Meta's two words, or in the address.</summary>
    internal static string? Credential(Request request, IReadOnlyDictionary<string, string>? given = null)
    {
        var header = request.Context.Request.Headers.Authorization.ToString();
        return header.StartsWith("OAuth ", StringComparison.Ordinal) ? header[6..] : request.Bearer ?? given?.GetValueOrDefault("access_token") ?? (string?)request.Context.Request.Query["access_token"];
    }

    internal void Only(params ReadOnlySpan<string> known)
    {
        foreach (var name in Given.Keys)
        {
            if (!known.Contains(name.Split('[')[0]))
            {
                throw GraphRefusals.Invalid($"Unknown parameter: {name}.");
            }
        }
    }

    internal bool? Flag(string name) => this[name] switch
    {
        null => null,
        "true" => true,
        "false" => false,
        var text => throw GraphRefusals.Invalid($"Param {name} must be a boolean, and is \"{text}\"."),
    };

    internal long? Number(string name) => this[name] is not { } text ? null : long.TryParse(text, out var number) && number >= 0 ? number : throw GraphRefusals.Invalid($"Param {name} must be an integer, and is \"{text}\".");

    /// <summary>The node with the fields that were asked for, its id always.</summary>
    /// <param name="kind">What Meta calls the type, for the refusal of a field it has not.</param>
    internal JsonObject Select(JsonObject node, string kind, string always, IReadOnlyList<string> known)
    {
        var fields = Fields(this["fields"] ?? always);
        if (fields.FirstOrDefault(field => !known.Contains(field)) is { } unknown)
        {
            throw GraphRefusals.Invalid($"Tried accessing nonexisting field ({unknown}) on node type ({kind})");
        }

        return new(node.Where(pair => (pair.Key == "id" || fields.Contains(pair.Key)) && pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));
    }

    /// <summary>A page of a list; cursors name the last item that was given.</summary>
    internal Answer List<T>(IReadOnlyList<T> all, Func<T, string> id, Func<T, JsonObject> told, int usual = 25)
    {
        var limit = (int)Math.Clamp(Number("limit") ?? usual, 1, MostList);
        var from = 0;
        if (this["after"] is { } after)
        {
            var last = Convert.TryFromBase64String(after, new byte[200], out var read) && read > 0 ? Encoding.UTF8.GetString(Convert.FromBase64String(after)) : "";
            from = all.TakeWhile(one => id(one) != last).Count() + 1;
            if (from > all.Count)
            {
                throw GraphRefusals.Invalid("Invalid cursors values for paging");
            }
        }

        var page = all.Skip(from).Take(limit).ToList();
        var body = new JsonObject { ["data"] = new JsonArray([.. page.Select(told)]) };
        if (page.Count > 0)
        {
            body["paging"] = new JsonObject { ["cursors"] = new JsonObject { ["before"] = Cursor(page[0]), ["after"] = Cursor(page[^1]) } };
            if (from + page.Count < all.Count)
            {
                body["paging"]!["next"] = $"{Request.Base}{Request.Path.TrimStart('/')}?after={Uri.EscapeDataString(Cursor(page[^1]))}";
            }
        }

        return Answer.Json(200, body);

        string Cursor(T one) => Convert.ToBase64String(Encoding.UTF8.GetBytes(id(one)));
    }

    internal static string Time(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'+0000'", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Without what stands in braces, which is asked for of what hangs on the node.</summary>
    private static List<string> Fields(string text)
    {
        var (fields, field, depth) = (new List<string>(), new StringBuilder(), 0);
        foreach (var letter in text + ",")
        {
            depth += letter switch { '{' => 1, '}' => -1, _ => 0 };
            if (letter == ',' && depth == 0)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else if (depth == 0 && letter != '}')
            {
                field.Append(letter);
            }
        }

        return fields;
    }
}

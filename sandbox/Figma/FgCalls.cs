using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Figma;

/// <summary>The calls of Figma's API, each parameter and member checked: Figma leaves unheeded what it does not know, here it is refused.</summary>
internal static class FgCalls
{
    private const int Most = 64 * 1024;

    internal static Answer Me(FgCall call)
    {
        call.Only();
        return Answer.Json(200, new JsonObject { ["id"] = call.World.Id, ["handle"] = call.World.Handle, ["email"] = call.World.Email, ["img_url"] = "https://s3-alpha.figma.com/profile/sandbox" });
    }

    internal static Answer TeamFolders(FgCall call)
    {
        call.Only();
        return call.Path[2] == FgWorld.Team ? Answer.Json(200, new JsonObject { ["name"] = "Harbour design", ["folders"] = Folders(call, null) }) : throw FgErrors.NotFound;
    }

    internal static Answer FolderFolders(FgCall call)
    {
        call.Only();
        return Answer.Json(200, new JsonObject { ["name"] = Folder(call).Name, ["folders"] = Folders(call, Folder(call).Id) });
    }

    internal static Answer FolderFiles(FgCall call)
    {
        call.Only("branch_data");
        var branches = call.Query("branch_data") switch { null or "false" => false, "true" => true, var other => throw FgErrors.Bad($"branch_data: {other} is not a boolean") };
        var files = call.World.Files.Where(file => file.Folder == Folder(call).Id && file.BranchOf is null).Select(file =>
        {
            var json = File(call, file);
            if (branches && call.World.Files.Where(one => one.BranchOf == file.Key).ToList() is { Count: > 0 } its)
            {
                json["branches"] = new JsonArray([.. its.Select(branch => File(call, branch))]);
            }

            return json;
        });
        return Answer.Json(200, new JsonObject { ["name"] = Folder(call).Name, ["files"] = new JsonArray([.. files]) });
    }

    internal static Answer Read(FgCall call)
    {
        call.Only("version", "ids", "depth", "geometry", "plugin_data", "branch_data");
        var head = Head(call);
        head["document"] = FgLayers.Cut(FgLayers.Document(), Depth(call));
        (head["components"], head["componentSets"], head["styles"], head["schemaVersion"]) = (new JsonObject(), new JsonObject(), new JsonObject(), 0);
        return Answer.Json(200, head);
    }

    internal static Answer Nodes(FgCall call)
    {
        call.Only("version", "ids", "depth", "geometry", "plugin_data");
        var (head, document, nodes) = (Head(call), FgLayers.Document(), new JsonObject());
        foreach (var id in Ids(call))
        {
            nodes[id] = FgLayers.Find(document, id) is { } layer ? new JsonObject { ["document"] = FgLayers.Cut(layer, Depth(call)), ["components"] = new JsonObject(), ["schemaVersion"] = 0, ["styles"] = new JsonObject() } : null;
        }

        head["nodes"] = nodes;
        return Answer.Json(200, head);
    }

    internal static Answer Meta(FgCall call)
    {
        call.Only();
        return Answer.Json(200, new JsonObject { ["file"] = new JsonObject { ["name"] = call.File.Name, ["folder_name"] = "Website", ["last_touched_at"] = FgCall.Time(call.World.Began), ["editorType"] = "figma", ["role"] = "editor", ["link_access"] = "view" } });
    }

    internal static Answer Images(FgCall call)
    {
        call.Only("ids", "version", "scale", "format", "svg_outline_text", "svg_include_id", "svg_include_node_id", "svg_simplify_stroke", "contents_only", "use_absolute_bounds");
        _ = (call.File, Version(call));
        var format = call.Query("format") ?? "png";
        if (format is not ("png" or "jpg" or "svg" or "pdf"))
        {
            throw FgErrors.Bad($"Invalid format: {format}");
        }

        if (call.Query("scale") is { } scale && (!double.TryParse(scale, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number is < 0.01 or > 4))
        {
            throw FgErrors.Bad("Scale must be between 0.01 and 4");
        }

        var (document, images) = (FgLayers.Document(), new JsonObject());
        foreach (var id in Ids(call))
        {
            images[id] = FgLayers.Find(document, id) is { } layer && layer["visible"] is null ? $"https://figma-alpha-api.s3.us-west-2.amazonaws.com/images/sandbox/{Uri.EscapeDataString(id)}.{format}" : null;
        }

        return Answer.Json(200, new JsonObject { ["err"] = null, ["images"] = images });
    }

    internal static Answer Fills(FgCall call)
    {
        call.Only();
        _ = call.File;
        return Answer.Json(200, new JsonObject { ["error"] = false, ["status"] = 200, ["meta"] = new JsonObject { ["images"] = new JsonObject { ["5f1c"] = "https://s3-alpha-sig.figma.com/img/sandbox/5f1c" } } });
    }

    internal static Answer Comments(FgCall call)
    {
        call.Only("as_md");
        var asMarkdown = call.Query("as_md") == "true";
        return Answer.Json(200, new JsonObject { ["comments"] = new JsonArray([.. call.World.Comments.Where(comment => comment.File == call.File.Key).Select(comment => Json(comment, asMarkdown))]) });
    }

    internal static async Task<Answer> CommentAsync(FgCall call, CancellationToken cancellationToken)
    {
        if (call.Request.ContentType != "application/json")
        {
            throw FgErrors.Bad("Request body must be JSON");
        }

        JsonObject body;
        try
        {
            body = JsonNode.Parse(await call.Request.BodyAsync(Most, cancellationToken)) as JsonObject ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw FgErrors.Bad("Invalid JSON");
        }

        Known(body, "message", "comment_id", "client_meta");
        lock (call.World.Gate)
        {
            var parent = body["comment_id"] is { } answered ? call.World.Comments.FirstOrDefault(comment => comment.File == call.File.Key && comment.Id == Text(answered, "comment_id")) ?? throw FgErrors.NotFound : null;
            if (parent?.Parent is not null)
            {
                throw FgErrors.Bad("Cannot reply to a reply");
            }

            var message = body["message"] is { } words && Text(words, "message") is { Length: > 0 } text ? text : throw FgErrors.Bad("message: required");
            return Answer.Json(200, Json(call.World.Add(call.File.Key, parent?.Id, message, Place(body["client_meta"]), call.Now), asMarkdown: false));
        }
    }

    private static JsonObject? Place(JsonNode? given)
    {
        if (given is null)
        {
            return null;
        }

        var place = given as JsonObject ?? throw FgErrors.Bad("client_meta: not an object");
        Known(place, "x", "y", "node_id", "node_offset", "region_height", "region_width", "comment_pin_corner");
        return place.ContainsKey("node_id")
            ? FgLayers.Find(FgLayers.Document(), Text(place["node_id"]!, "client_meta.node_id")) is null || place["node_offset"] is not JsonObject { Count: 2 } ? throw FgErrors.Bad("client_meta: invalid") : (JsonObject)place.DeepClone()
            : place.ContainsKey("x") && place.ContainsKey("y") ? (JsonObject)place.DeepClone() : throw FgErrors.Bad("client_meta: invalid");
    }

    private static void Known(JsonObject owner, params string[] known)
    {
        if (owner.Select(pair => pair.Key).FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw FgErrors.Bad($"{unknown}: unknown property");
        }
    }

    private static string Text(JsonNode node, string name) => node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : throw FgErrors.Bad($"{name}: not a string");

    private static JsonObject Json(FgComment comment, bool asMarkdown) => new()
    {
        ["id"] = comment.Id,
        ["file_key"] = comment.File,
        ["parent_id"] = comment.Parent ?? "",
        ["user"] = new JsonObject { ["id"] = "5", ["handle"] = comment.Author, ["img_url"] = "" },
        ["created_at"] = FgCall.Time(comment.At),
        ["resolved_at"] = comment.ResolvedAt is { } at ? FgCall.Time(at) : null,
        ["message"] = asMarkdown ? comment.Message : comment.Message.Replace("**", "", StringComparison.Ordinal),
        ["client_meta"] = comment.Place?.DeepClone(),
        ["order_id"] = comment.Parent is null ? "1" : null,
        ["reactions"] = new JsonArray(),
    };

    private static JsonObject Head(FgCall call) => new()
    {
        ["name"] = call.File.Name,
        ["role"] = "editor",
        ["lastModified"] = FgCall.Time(call.World.Began),
        ["editorType"] = "figma",
        ["thumbnailUrl"] = "https://s3-alpha.figma.com/thumbnails/sandbox",
        ["version"] = Version(call),
    };

    private static JsonObject File(FgCall call, FgFile file) => new() { ["key"] = file.Key, ["name"] = file.Name, ["thumbnail_url"] = "https://s3-alpha.figma.com/thumbnails/sandbox", ["last_modified"] = FgCall.Time(call.World.Began) };

    private static (string Id, string? Parent, string Name) Folder(FgCall call) => call.World.Folders.FirstOrDefault(folder => folder.Id == call.Path[2]) is { Id: not null } found ? found : throw FgErrors.NotFound;

    private static JsonArray Folders(FgCall call, string? parent) => new([.. call.World.Folders.Where(folder => folder.Parent == parent).Select(folder => new JsonObject { ["id"] = folder.Id, ["name"] = folder.Name, ["parent_folder_id"] = folder.Parent })]);

    private static string Version(FgCall call) => call.Query("version") is null or "1" ? "1" : throw FgErrors.NotFound;

    private static int? Depth(FgCall call) => call.Query("depth") is not { } text ? null : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var depth) && depth > 0 ? depth : throw FgErrors.Bad("depth must be a positive integer");

    private static string[] Ids(FgCall call) => call.Query("ids") is { Length: > 0 } ids ? ids.Split(',') : throw FgErrors.Bad("ids: required");
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.Figma;

/// <summary>What the Figma tools do, for one connected account.</summary>
/// <param name="granted">The scopes Figma granted; null where it did not say.</param>
internal sealed class FigmaAccount(FigmaApi api, OAuthAccount connected, IReadOnlyList<string>? granted)
{
    /// <exception cref="ToolException">needs_reconnection: Figma answers for another account than was connected.</exception>
    internal async Task<OwnAccount> OwnAsync(CancellationToken cancellationToken) => await OfTokenAsync(api, cancellationToken) is var own && own.Id == connected.AccountId ? own
        : throw new ToolException(new(ToolErrorKind.NeedsReconnection, $"Figma answers for another account than the one that was connected ({connected.Name}). Call square_connect_platform and ask the person you work for to connect the account again."));

    internal static async Task<OwnAccount> OfTokenAsync(FigmaApi api, CancellationToken cancellationToken)
    {
        var me = await api.GetAsync("v1/me", cancellationToken);
        return me.Id("id") is { } id ? new(id, me.Words("handle") ?? id, me.Words("email")) : throw new ToolException(FigmaErrors.Garbled);
    }

    internal async Task<FilesFound> ListAsync(ListFiles list, ToolContext context, CancellationToken cancellationToken)
    {
        var purpose = context.Purpose("figma_list_files", connected.AccountId, list.TeamId, list.FolderId, $"{list.Branches}");
        var start = context.Start(purpose, list.Cursor);
        var (name, entries) = list switch
        {
            { TeamId: { } team, FolderId: null, Branches: false } => await FoldersAsync($"v2/teams/{FigmaRules.Number("team_id", team)}/folders", cancellationToken),
            { TeamId: null, FolderId: { } folder } => await InsideAsync(FigmaRules.Number("folder_id", folder), list.Branches, cancellationToken),
            { TeamId: null } => throw FigmaRules.Wrong("team_id", "Give `team_id` or `folder_id`. Figma does not tell which teams an account is in: the team's number stands in the address of its page at figma.com; ask the person you work for."),
            { FolderId: not null } => throw FigmaRules.Wrong("folder_id", "Give `team_id` or `folder_id`, not both."),
            _ => throw FigmaRules.Wrong("branches", "`branches` is for the files of a folder; a team's list holds none."),
        };
        var (page, next) = context.Items(entries, start, entries.Count, FigmaRecords.Json.Entry);
        return new(name, page, context.Next(purpose, next));
    }

    internal async Task<FileRead> ReadAsync(ReadFile read, ToolContext context, CancellationToken cancellationToken)
    {
        var (key, nodes) = (FigmaRules.Key(read.File), read.NodeIds is null ? null : FigmaRules.Nodes(read.NodeIds));
        var purpose = context.Purpose("figma_read_file", connected.AccountId, key, nodes is null ? null : string.Join(',', nodes), $"{read.Depth}", read.Version);
        var place = PagePlace.Of(context, purpose, read.Cursor);
        var version = read.Version is null ? "" : $"&version={Uri.EscapeDataString(read.Version)}";
        var file = await api.GetAsync(nodes is null ? $"v1/files/{key}?depth={read.Depth}{version}" : $"v1/files/{key}/nodes?ids={FigmaRules.Ids(nodes)}&depth={read.Depth}{version}", cancellationToken);
        if (file.Inside(nodes is null ? "document" : "nodes").ValueKind != JsonValueKind.Object)
        {
            throw new ToolException(FigmaErrors.Garbled);
        }

        var flat = nodes is null ? file.Inside("document").Each("children").SelectMany(page => NodeTree.Flat(page, null)).ToList() : nodes.SelectMany(node => NodeTree.Flat(file.Inside("nodes").Inside(node).Inside("document"), null)).ToList();
        var missing = nodes?.Where(node => file.Inside("nodes").Inside(node).ValueKind != JsonValueKind.Object).ToList();
        if (flat.Count == 0 && missing is { Count: > 0 })
        {
            throw new ToolException(new(ToolErrorKind.NotFound, $"None of those layers is in the file: {string.Join(", ", missing)}. Read the file without node_ids to see which are."));
        }

        var now = file.Words("version") ?? "";
        if (place.After is not null && place.Token is { } before && before != now)
        {
            throw FigmaRules.Wrong("cursor", "The file was changed since the last answer, so what comes next cannot be told. Leave `cursor` out to start over.");
        }

        var (page, next) = context.Items(flat, place.After is { } start ? long.Parse(start, CultureInfo.InvariantCulture) : 0, flat.Count, FigmaRecords.Json.Node);
        return new(
            key, file.Words("name") ?? "", file.Words("editorType"), file.Words("role"), file.When("lastModified"), file.Words("version"), page, missing is { Count: > 0 } ? missing : null,
            next is null ? null : context.Cursors.Seal(purpose, $"{next}|{now}"));
    }

    internal async Task<AssetsExported> ExportAsync(ExportAssets export, ToolContext context, CancellationToken cancellationToken)
    {
        var key = FigmaRules.Key(export.File);
        var images = export switch
        {
            { ImageFills: true, NodeIds: null, Format: null, ScalePercent: 100, Version: null } => (await api.GetAsync($"v1/files/{key}/images", cancellationToken)).Inside("meta").Inside("images"),
            { ImageFills: true } => throw FigmaRules.Wrong("image_fills", "`image_fills` stands alone: all placed pictures, as they are. Leave it out to render `node_ids`."),
            { NodeIds: null } => throw FigmaRules.Wrong("node_ids", "Give `node_ids`, the layers to render; figma_read_file tells them."),
            { Format: "svg" or "pdf", ScalePercent: not 100 } => throw FigmaRules.Wrong("scale_percent", "`scale_percent` is for png and jpg; svg and pdf have no pixels."),
            _ => await RenderedAsync(key, export, cancellationToken),
        };
        if (images.ValueKind != JsonValueKind.Object)
        {
            throw new ToolException(FigmaErrors.Garbled);
        }

        var all = images.EnumerateObject().ToList();
        var assets = all.Where(image => image.Value.ValueKind == JsonValueKind.String).Select(image => new Asset(image.Name, image.Value.GetString()!)).ToList();
        var failed = all.Where(image => image.Value.ValueKind == JsonValueKind.Null).Select(image => image.Name).ToList();
        var purpose = context.Purpose("figma_export_assets", [connected.AccountId, key, export.Format, $"{export.ScalePercent}{export.ImageFills}", export.Version, .. export.NodeIds ?? []]);
        var (page, next) = context.Items(assets, context.Start(purpose, export.Cursor), assets.Count, FigmaRecords.Json.Asset);
        return new(page, failed.Count > 0 ? failed : null, context.Next(purpose, next));
    }

    internal async Task<CommentsFound> CommentsAsync(GetComments get, ToolContext context, CancellationToken cancellationToken)
    {
        var key = FigmaRules.Key(get.File);
        var purpose = context.Purpose("figma_get_comments", connected.AccountId, key, $"{get.UnresolvedOnly}");
        var start = context.Start(purpose, get.Cursor);
        var comments = await CommentsAsync(key, cancellationToken);
        var (page, next) = context.Items([.. comments.Where(comment => !get.UnresolvedOnly || comment.ResolvedAt is null)], start, comments.Count, FigmaRecords.Json.Comment);
        return new(page, context.Next(purpose, next));
    }

    internal async Task<AddedComment> CommentAsync(AddComment add, CancellationToken cancellationToken)
    {
        Granted("file_comments:write");
        var made = await api.CommentAsync($"v1/files/{FigmaRules.Key(add.File)}/comments", Body(add), cancellationToken);
        return new(made.Id("id")!);
    }

    internal async Task<Rehearsal> RehearseAsync(AddComment add, CancellationToken cancellationToken)
    {
        Granted("file_comments:write");
        _ = Body(add);
        var key = FigmaRules.Key(add.File);
        var file = await api.GetAsync($"v1/files/{key}/meta", cancellationToken);
        if (add.ReplyTo is { } answered)
        {
            var comment = (await CommentsAsync(key, cancellationToken)).FirstOrDefault(one => one.Id == answered)
                ?? throw new ToolException(new(ToolErrorKind.NotFound, "There is no such comment in that file. figma_get_comments tells those there are."));
            if (comment.ParentId is { } first)
            {
                throw FigmaRules.Wrong("reply_to", $"That comment is itself an answer; Figma takes answers to the first of a thread only, which is {first}.");
            }
        }

        return new($"Comment with {add.Message.Length} characters on \"{file.Inside("file").Words("name") ?? file.Words("name") ?? key}\"{(add.ReplyTo is { } to ? $", in answer to {to}" : add.NodeId is { } node ? $", pinned to {node}" : "")}, as {connected.Name}.");
    }

    private async Task<(string? Name, List<Entry> Entries)> FoldersAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await api.GetAsync(path, cancellationToken);
        return (answer.Words("name"), [.. answer.Each("folders", "projects").Where(folder => folder.Id("id") is not null).Select(folder => new Entry("folder", folder.Id("id")!, folder.Words("name") ?? ""))]);
    }

    private async Task<(string? Name, List<Entry> Entries)> InsideAsync(string folder, bool branches, CancellationToken cancellationToken)
    {
        var (name, folders) = await FoldersAsync($"v2/folders/{folder}/folders", cancellationToken);
        var files = await api.GetAsync($"v2/folders/{folder}/files{(branches ? "?branch_data=true" : "")}", cancellationToken);
        foreach (var file in files.Each("files").Where(file => file.Words("key") is not null))
        {
            folders.Add(new("file", file.Words("key")!, file.Words("name") ?? "", file.When("last_modified")));
            folders.AddRange(file.Each("branches").Where(branch => branch.Words("key") is not null).Select(branch => new Entry("branch", branch.Words("key")!, branch.Words("name") ?? "", branch.When("last_modified"), file.Words("key"))));
        }

        return (files.Words("name") ?? name, folders);
    }

    private async Task<JsonElement> RenderedAsync(string key, ExportAssets export, CancellationToken cancellationToken)
    {
        var scale = export.ScalePercent == 100 ? "" : string.Create(CultureInfo.InvariantCulture, $"&scale={export.ScalePercent / 100m}");
        var answer = await api.GetAsync(
            $"v1/images/{key}?ids={FigmaRules.Ids(FigmaRules.Nodes(export.NodeIds!))}&format={export.Format ?? "png"}{scale}{(export.Version is null ? "" : $"&version={Uri.EscapeDataString(export.Version)}")}", cancellationToken);
        return answer.Words("err") is { Length: > 0 } err ? throw new ToolException(new(ToolErrorKind.PlatformUnavailable, $"Figma could not render this: \"{err}\". Ask for fewer layers or a smaller scale.")) : answer.Inside("images");
    }

    private async Task<List<Comment>> CommentsAsync(string key, CancellationToken cancellationToken)
    {
        var answer = await api.GetAsync($"v1/files/{key}/comments?as_md=true", cancellationToken);
        return answer.Inside("comments").ValueKind != JsonValueKind.Array ? throw new ToolException(FigmaErrors.Garbled)
            : [.. answer.Each("comments").Where(comment => comment.Id("id") is not null).Select(comment => new Comment(
                comment.Id("id")!, comment.Words("message") ?? "", comment.Inside("user").Words("handle"), comment.Id("parent_id") is { Length: > 0 } parent ? parent : null, comment.Inside("client_meta").Words("node_id"), comment.When("created_at"), comment.When("resolved_at")))];
    }

    private static JsonObject Body(AddComment add)
    {
        var body = new JsonObject { ["message"] = string.IsNullOrWhiteSpace(add.Message) ? throw FigmaRules.Wrong("message", "`message` must not be blank.") : add.Message };
        if (add is { ReplyTo: not null, NodeId: not null })
        {
            throw FigmaRules.Wrong("node_id", "Give `reply_to` or `node_id`, not both: an answer stands where its thread does.");
        }

        if (add.ReplyTo is { } to)
        {
            body["comment_id"] = to.All(char.IsAsciiDigit) ? to : throw FigmaRules.Wrong("reply_to", "`reply_to` is a comment's number, as figma_get_comments tells it.");
        }

        if (add.NodeId is { } node)
        {
            body["client_meta"] = new JsonObject { ["node_id"] = FigmaRules.Node("node_id", node), ["node_offset"] = new JsonObject { ["x"] = 0, ["y"] = 0 } };
        }

        return body;
    }

    /// <exception cref="ToolException">The person did not allow it when connecting.</exception>
    private void Granted(string scope)
    {
        if (granted is not null && !granted.Contains(scope))
        {
            throw new ToolException(new(ToolErrorKind.NeedsReconnection, $"This Figma account was connected without the right to do this ({scope}). Nothing was sent. Call square_connect_platform and ask the person you work for to connect it again and to leave that right in."));
        }
    }
}

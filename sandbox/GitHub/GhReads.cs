using System.Text;
using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.GitHub;

/// <summary>What changes nothing.</summary>
internal static class GhReads
{
    internal static Answer Me(GhCall call)
    {
        GhQuery.Only(call);
        var me = GhJson.Of(call.World.Me);
        me["name"] = call.World.Me.Name;
        return Answer.Json(200, me);
    }

    internal static Answer Repos(GhCall call)
    {
        GhQuery.Only(call, "visibility", "affiliation", "type", "sort", "direction", "per_page", "page", "since", "before");
        if (GhQuery.Text(call, "type") is not null && (GhQuery.Text(call, "visibility") ?? GhQuery.Text(call, "affiliation")) is not null)
        {
            throw GhErrors.Invalid("Query", "type", "invalid", "If you specify visibility or affiliation, you cannot specify type.");
        }

        var visibility = GhQuery.Word(call, "visibility", "all", "all", "public", "private");
        var affiliations = (GhQuery.Text(call, "affiliation") ?? "owner,collaborator,organization_member").Split(',');
        if (Array.Find(affiliations, one => one is not ("owner" or "collaborator" or "organization_member")) is { } unknown)
        {
            throw GhErrors.Invalid("Query", "affiliation", "invalid", $"{unknown} is not one of owner, collaborator, organization_member.");
        }

        var sort = GhQuery.Word(call, "sort", "full_name", "created", "updated", "pushed", "full_name");
        var repos = call.World.Repos.Where(repo => (visibility == "all" || repo.IsPrivate == (visibility == "private")) && affiliations.Contains(repo.Owner == call.World.Me.Login ? "owner" : "organization_member"));
        return GhQuery.Page(call, (sort == "full_name" ? repos.OrderBy(repo => repo.FullName, StringComparer.Ordinal) : repos.OrderByDescending(repo => repo.UpdatedAt)).Select(repo => GhJson.Of(call.World, repo)));
    }

    internal static Answer Repo(GhCall call)
    {
        GhQuery.Only(call);
        return Answer.Json(200, GhJson.Of(call.World, call.Repo));
    }

    internal static Answer Branch(GhCall call)
    {
        GhQuery.Only(call);
        return call.World.Branches[call.Repo.FullName].Contains(call.Path[4]) ? Answer.Json(200, new JsonObject { ["name"] = call.Path[4], ["commit"] = new JsonObject { ["sha"] = GhWorld.ShaOf(call.Path[4], []) } })
            : throw GhErrors.Refused(404, "Branch not found");
    }

    internal static Answer Contents(GhCall call)
    {
        GhQuery.Only(call, "ref");
        Known(call, GhQuery.Text(call, "ref"));
        var (path, files) = (string.Join('/', call.Path.Skip(4)), call.World.Files[call.Repo.FullName]);
        var accept = call.Request.Context.Request.Headers.Accept.ToString();
        if (files.Find(file => file.Path == path) is { } found)
        {
            return accept.Contains("raw", StringComparison.Ordinal) ? new(200, "application/vnd.github.raw+json; charset=utf-8", found.Content) : Answer.Json(200, File(call, found, withContent: true));
        }

        var below = path.Length == 0 ? "" : $"{path}/";
        var inside = files.Where(file => file.Path.StartsWith(below, StringComparison.Ordinal)).Select(file => file.Path[below.Length..].Split('/')).ToList();
        if (inside.Count == 0)
        {
            throw GhErrors.NotFound;
        }

        var entries = new JsonArray([.. inside.Select(rest => (Name: rest[0], IsFolder: rest.Length > 1)).Distinct().OrderBy(one => one.Name, StringComparer.Ordinal).Select(one => one.IsFolder
            ? new JsonObject { ["type"] = "dir", ["size"] = 0, ["name"] = one.Name, ["path"] = below + one.Name, ["sha"] = GhWorld.ShaOf(below + one.Name, []) }
            : File(call, files.Find(file => file.Path == below + one.Name)!, withContent: false))]);
        return accept.Contains("object", StringComparison.Ordinal)
            ? Answer.Json(200, new JsonObject { ["type"] = "dir", ["size"] = 0, ["name"] = path.Split('/')[^1], ["path"] = path, ["sha"] = GhWorld.ShaOf(path, []), ["entries"] = entries, ["html_url"] = $"https://github.com/{call.Repo.FullName}/tree/main/{path}" })
            : Answer.Json(200, entries);
    }

    internal static Answer Tree(GhCall call)
    {
        GhQuery.Only(call, "recursive");
        Known(call, call.Path[5]);
        var files = call.World.Files[call.Repo.FullName];
        var folders = files.SelectMany(file => file.Path.Split('/').SkipLast(1).Select((_, i) => string.Join('/', file.Path.Split('/').Take(i + 1)))).Distinct();
        var leaves = files.Select(file => new JsonObject { ["path"] = file.Path, ["mode"] = "100644", ["type"] = "blob", ["sha"] = file.Sha, ["size"] = file.Content.Length })
            .Concat(folders.Select(folder => new JsonObject { ["path"] = folder, ["mode"] = "040000", ["type"] = "tree", ["sha"] = GhWorld.ShaOf(folder, []) }))
            .Where(leaf => GhQuery.Text(call, "recursive") is not null || !((string)leaf["path"]!).Contains('/')).OrderBy(leaf => (string)leaf["path"]!, StringComparer.Ordinal);
        return Answer.Json(200, new JsonObject { ["sha"] = GhWorld.ShaOf(call.Path[5], []), ["truncated"] = false, ["tree"] = new JsonArray([.. leaves]) });
    }

    internal static Answer Issues(GhCall call)
    {
        GhQuery.Only(call, "milestone", "state", "assignee", "type", "creator", "mentioned", "labels", "sort", "direction", "since", "per_page", "page");
        var (state, labels) = (GhQuery.Word(call, "state", "open", "open", "closed", "all"), (GhQuery.Text(call, "labels") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries));
        var issues = call.World.Items.Where(item => item.Repo == call.Repo.FullName && (state == "all" || item.State == state) && labels.All(label => item.Labels.Contains(label))
            && (GhQuery.Text(call, "creator") is not { } creator || item.Author.Login == creator) && (GhQuery.Text(call, "assignee") is not { } assignee || item.Assignees.Contains(assignee)));
        return GhQuery.Page(call, issues.OrderByDescending(item => item.Number).Select(GhJson.Issue));
    }

    internal static Answer Issue(GhCall call)
    {
        GhQuery.Only(call);
        return Answer.Json(200, GhJson.Issue(call.Item()));
    }

    internal static Answer Pulls(GhCall call)
    {
        GhQuery.Only(call, "state", "head", "base", "sort", "direction", "per_page", "page");
        var state = GhQuery.Word(call, "state", "open", "open", "closed", "all");
        var pulls = call.World.Items.Where(item => item.Head is not null && item.Repo == call.Repo.FullName && (state == "all" || item.State == state)
            && (GhQuery.Text(call, "head") is not { } head || !head.Contains(':') || head == $"{call.Repo.Owner}:{item.Head}") && (GhQuery.Text(call, "base") is not { } into || item.Base == into));
        return GhQuery.Page(call, pulls.OrderByDescending(item => item.Number).Select(item => GhJson.Pull(item, isWhole: false)));
    }

    internal static Answer Pull(GhCall call)
    {
        GhQuery.Only(call);
        return Answer.Json(200, GhJson.Pull(call.Pull(), isWhole: true));
    }

    internal static Answer PullFiles(GhCall call)
    {
        GhQuery.Only(call, "per_page", "page");
        _ = call.Pull();
        return GhQuery.Page(call, [new JsonObject { ["sha"] = GhWorld.ShaOf("docs/hours.md", []), ["filename"] = "docs/hours.md", ["status"] = "modified", ["additions"] = 1, ["deletions"] = 1, ["changes"] = 2, ["patch"] = "@@ -1 +1 @@\n-Open from 9 to 5. ⚓\n+Open from 8 to 5. ⚓" }]);
    }

    private static void Known(GhCall call, string? reference)
    {
        if (reference is not (null or "HEAD") && !call.World.Branches[call.Repo.FullName].Contains(reference) && !call.World.Branches[call.Repo.FullName].Exists(branch => GhWorld.ShaOf(branch, []) == reference))
        {
            throw GhErrors.Refused(404, $"No commit found for the ref {reference}");
        }
    }

    private static JsonObject File(GhCall call, GhFile file, bool withContent)
    {
        var json = new JsonObject
        {
            ["type"] = "file",
            ["size"] = file.Content.Length,
            ["name"] = file.Path.Split('/')[^1],
            ["path"] = file.Path,
            ["sha"] = file.Sha,
            ["html_url"] = $"https://github.com/{call.Repo.FullName}/blob/main/{Uri.EscapeDataString(file.Path).Replace("%2F", "/", StringComparison.Ordinal)}",
        };
        if (withContent)
        {
            var base64 = Convert.ToBase64String(file.Content);
            (json["encoding"], json["content"]) = ("base64", new StringBuilder().AppendJoin('\n', base64.Chunk(60).Select(line => new string(line))).Append('\n').ToString());
        }

        return json;
    }
}

using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms.Obsidian;

/// <summary>
/// The Obsidian tools over the Local REST API plugin of a running Obsidian (https://github.com/coddingtonbear/obsidian-local-rest-api, 5.x).
/// The plugin writes without asking for a version: between the reading that checks it and the writing a change made in the app can still be overwritten, a few milliseconds long.
/// </summary>
/// <param name="name">The plugin's address, to tell vaults apart.</param>
internal sealed class RestNotes(PlatformClient plugin, string name) : INotes
{
    private const string NoteType = "application/vnd.olrapi.note+json";
    private const int MostFolders = 300;

    public async Task<FoundNotes> SearchAsync(SearchNotes search, ToolContext context, CancellationToken cancellationToken)
    {
        var folder = search.Folder is null ? "" : string.Join('/', NotePath.Folder(search.Folder, "folder")) + "/";
        var purpose = context.Purpose("obsidian_search_notes", name, search.Query, search.Folder, search.Tag, search.Limit.ToString());
        var start = context.Start(purpose, search.Cursor);
        var answer = await plugin.ReadAsync(HttpMethod.Post, $"search/simple/?query={Uri.EscapeDataString(search.Query)}&contextLength=120", cancellationToken);
        var found = plugin.Json(answer, RestJson.Default.FoundFileArray)
            .Where(file => file.Filename.EndsWith(".md", StringComparison.OrdinalIgnoreCase) && file.Filename.StartsWith(folder, StringComparison.OrdinalIgnoreCase))
            .ToList();
        if (search.Tag is { } tag)
        {
            var tagged = await TaggedAsync(tag.TrimStart('#'), cancellationToken);
            found.RemoveAll(file => !tagged.Contains(file.Filename));
        }

        // The plugin's score is better the nearer it is to zero from below; answers compare the other way round.
        var hits = found.OrderByDescending(file => file.Score).ThenBy(file => file.Filename, StringComparer.Ordinal).ToList();
        var shown = hits.Skip((int)Math.Min(start, hits.Count)).Take(search.Limit)
            .Select((file, n) => new FoundNote(file.Filename, hits.Count - (int)start - n, null, file.Matches is [var first, ..] ? first.Context.Trim() : null)).ToList();
        var (page, _) = context.Items(shown, 0, search.Limit, NotesText.Json.FoundNote);
        return new(page, hits.Count, context.Next(purpose, start + page.Count < hits.Count ? start + page.Count : null));
    }

    public async Task<NoteRead> ReadAsync(ReadNote read, ToolContext context, CancellationToken cancellationToken)
    {
        var path = string.Join('/', NotePath.Note(read.Path));
        return await FindAsync(path, cancellationToken) is { } note
            ? NotePage.Of(path, note.Bytes, note.Modified, name, read.Cursor, context)
            : throw new ToolException(new(ToolErrorKind.NotFound, $"There is no note `{path}` in this vault. Use obsidian_search_notes to find it."));
    }

    public async Task<NoteWritten> AppendAsync(AppendToNote append, ToolContext context, CancellationToken cancellationToken)
    {
        var path = string.Join('/', NotePath.Note(append.Path));
        var before = (await FindAsync(path, cancellationToken))?.Bytes;
        var addition = VaultNotes.Addition(path, before, append);
        await WriteAsync(HttpMethod.Post, path, addition, cancellationToken);
        return Written(path, before, [.. before ?? [], .. addition]);
    }

    public async Task<Rehearsal> RehearseAppendAsync(AppendToNote append, ToolContext context, CancellationToken cancellationToken)
    {
        var path = string.Join('/', NotePath.Note(append.Path));
        var before = (await FindAsync(path, cancellationToken))?.Bytes;
        var addition = VaultNotes.Addition(path, before, append);
        return new(before is null
            ? $"Create {path} with {addition.Length} bytes."
            : $"Append {addition.Length} bytes to {path}, which has {before.Length} and would have {before.Length + addition.Length}.");
    }

    public async Task<NoteWritten> UpdateAsync(UpdateNote update, ToolContext context, CancellationToken cancellationToken)
    {
        var path = string.Join('/', NotePath.Note(update.Path));
        var before = (await FindAsync(path, cancellationToken))?.Bytes;
        var content = VaultNotes.Replacement(path, before, update);
        await WriteAsync(HttpMethod.Put, path, content, cancellationToken);
        return Written(path, before, content);
    }

    public async Task<Rehearsal> RehearseUpdateAsync(UpdateNote update, ToolContext context, CancellationToken cancellationToken)
    {
        var path = string.Join('/', NotePath.Note(update.Path));
        var before = (await FindAsync(path, cancellationToken))?.Bytes;
        var content = VaultNotes.Replacement(path, before, update);
        return new(before is null ? $"Create {path} with {content.Length} bytes." : $"Replace the {before.Length} bytes of {path} with {content.Length}.");
    }

    /// <summary>Free space is not known to the plugin, nor when a note last changed without reading all; both are left at nothing.</summary>
    public async Task<SyncStatus> StatusAsync(NoInput input, ToolContext context, CancellationToken cancellationToken)
    {
        var health = plugin.Json(await plugin.ReadAsync(HttpMethod.Get, "", cancellationToken), RestJson.Default.Health);
        var notes = await ListAsync(cancellationToken);
        return new(
            name, health.Authenticated, notes.Count, null, 0, OpenedByObsidian: true, Git: false,
            [.. notes.Where(path => path.Contains("conflicted copy", StringComparison.OrdinalIgnoreCase) || path.Contains(".sync-conflict-", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Take(50)]);
    }

    /// <summary>Tries what a call needs, step by step, each with what to do.</summary>
    internal async Task<IReadOnlyList<CheckResult>> CheckAsync(CancellationToken cancellationToken)
    {
        var steps = new List<CheckResult>();
        try
        {
            // It answers without a key too: what it says of the key is what counts.
            var health = plugin.Json(await plugin.ReadAsync(HttpMethod.Get, "", cancellationToken), RestJson.Default.Health);
            steps.Add(new("reachable", true, $"Local REST API {health.Versions?.Self ?? "of unknown version"}"));
            if (!health.Authenticated)
            {
                steps.Add(new("key", false, "The plugin does not accept the key. Copy it anew from Obsidian, Settings, Local REST API, and connect again."));
                return steps;
            }

            steps.Add(new("key", true));
            var list = await plugin.ReadAsync(HttpMethod.Get, "vault/", cancellationToken);
            steps.Add(list.IsSuccess ? new("list", true, $"{plugin.Json(list, RestJson.Default.Folder).Files.Count} files and folders at the top") : new("list", false, list.Error("Obsidian").Message));
        }
        catch (ToolException failed)
        {
            steps.Add(new(steps.Count == 0 ? "reachable" : "list", false, $"{failed.Error.Message} See that Obsidian runs with the plugin on, that url is right, and certificate_sha256 is that of its certificate."));
        }

        return steps;
    }

    private async Task<(byte[] Bytes, DateTime Modified)?> FindAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await plugin.ReadAsync(HttpMethod.Get, Address(path), cancellationToken, NoteType);
        if (answer.Status == HttpStatusCode.NotFound)
        {
            return null;
        }

        var note = plugin.Json(answer, RestJson.Default.PluginNote);
        return (Encoding.UTF8.GetBytes(note.Content), DateTime.UnixEpoch.AddMilliseconds(note.Stat.Mtime));
    }

    private async Task WriteAsync(HttpMethod method, string path, byte[] markdown, CancellationToken cancellationToken)
    {
        var answer = await plugin.WriteAsync(method, Address(path), new(markdown, "text/markdown"), cancellationToken);
        if (!answer.IsSuccess)
        {
            throw new ToolException(answer.Error("Obsidian"));
        }
    }

    private async Task<HashSet<string>> TaggedAsync(string tag, CancellationToken cancellationToken)
    {
        // Nested tags count too. The plugin hands each note's tags without #.
        var query = new JsonObject
        {
            ["some"] = new JsonArray(
                new JsonObject { ["var"] = "tags" },
                new JsonObject
                {
                    ["or"] = new JsonArray(
                        new JsonObject { ["=="] = new JsonArray(new JsonObject { ["var"] = "" }, tag) },
                        new JsonObject { ["glob"] = new JsonArray($"{tag}/*", new JsonObject { ["var"] = "" }) }),
                }),
        };
        var answer = await plugin.ReadAsync(HttpMethod.Post, "search/", cancellationToken, content: new(Encoding.UTF8.GetBytes(query.ToJsonString()), "application/vnd.olrapi.jsonlogic+json"));
        return [.. plugin.Json(answer, RestJson.Default.TaggedFileArray).Select(file => file.Filename)];
    }

    private async Task<List<string>> ListAsync(CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        var folders = new Queue<string>([""]);
        for (var asked = 0; asked < MostFolders && folders.TryDequeue(out var folder); asked++)
        {
            var answer = await plugin.ReadAsync(HttpMethod.Get, $"vault/{Escaped(folder)}", cancellationToken);
            foreach (var file in plugin.Json(answer, RestJson.Default.Folder).Files)
            {
                if (file.EndsWith('/'))
                {
                    folders.Enqueue(folder + file);
                }
                else if (file.EndsWith(".md", StringComparison.OrdinalIgnoreCase))
                {
                    notes.Add(folder + file);
                }
            }
        }

        return notes;
    }

    private static NoteWritten Written(string path, byte[]? before, byte[] after) => new(path, before is null, Note.VersionOf(after), after.Length);

    private static string Address(string path) => $"vault/{Escaped(path)}";

    private static string Escaped(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}

internal sealed record FoundFile(string Filename, double Score, IReadOnlyList<FoundMatch> Matches);

internal sealed record FoundMatch(string Context);

internal sealed record TaggedFile(string Filename);

internal sealed record PluginNote(string Content, PluginStat Stat);

internal sealed record PluginStat(double Mtime);

internal sealed record Folder(IReadOnlyList<string> Files);

internal sealed record Health(bool Authenticated, PluginVersions? Versions);

internal sealed record PluginVersions(string? Self);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(FoundFile[]))]
[JsonSerializable(typeof(TaggedFile[]))]
[JsonSerializable(typeof(PluginNote))]
[JsonSerializable(typeof(Folder))]
[JsonSerializable(typeof(Health))]
internal sealed partial class RestJson : JsonSerializerContext;

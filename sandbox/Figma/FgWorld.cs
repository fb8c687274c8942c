using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Figma;

internal sealed record FgFile(string Key, string Name, string Folder, string? BranchOf = null);

internal sealed record FgComment(string Id, string File, string? Parent, string Author, string Message, JsonObject? Place, DateTimeOffset At, DateTimeOffset? ResolvedAt = null);

/// <summary>One account's Figma: a team with folders, files of layers, and comments.</summary>
internal sealed class FgWorld
{
    internal const string Team = "700000000000000001", Website = "800001", Old = "800002", Home = "SandboxHomePage0000001", Branch = "SandboxHomeBlue0000001", Plan = "SandboxFerryPlan000001";
    private const int MostComments = 500;

    private readonly HashSet<string> revoked = [];
    private readonly List<FgComment> comments = [];
    private long lastId = 900_000_000;

    internal FgWorld(Tenants tenants, string tenant, TimeProvider clock)
    {
        Began = clock.GetUtcNow();
        Id = $"{1_000_000_000_000_000_000 + tenants.Number("figma user", tenant, 900_000_000)}";
        Handle = $"sandbox-{tenant[..6]}";
        var at = Began.AddDays(-2);
        comments.Add(new("236413849", Home, null, "Ada Winter", "Is this **our** blue?", new() { ["node_id"] = "1:2", ["node_offset"] = new JsonObject { ["x"] = 10, ["y"] = 20 } }, at));
        comments.Add(new("236413850", Home, "236413849", "Ida", "It is not.", null, at.AddHours(1)));
        comments.Add(new("236413851", Home, null, "Ida", "The logo is too small.", new() { ["x"] = 5, ["y"] = 5 }, at.AddHours(2), at.AddHours(3)));
    }

    internal Lock Gate { get; } = new();

    internal DateTimeOffset Began { get; }

    internal string Id { get; }

    internal string Handle { get; private set; }

    internal string Email => $"{Handle}@sandbox.example";

    internal IReadOnlyList<(string Id, string? Parent, string Name)> Folders { get; } = [(Website, null, "Website"), (Old, Website, "Old")];

    internal IReadOnlyList<FgFile> Files { get; } = [new(Home, "Home page", Website), new(Branch, "Blue", Website, Home), new(Plan, "Ferry plan ⛴", Old)];

    internal IReadOnlyList<FgComment> Comments => comments;

    internal FgFile? File(string key) => Files.FirstOrDefault(file => file.Key == key);

    /// <summary>The account's own name, as its person signed in.</summary>
    internal void Call(string handle)
    {
        lock (Gate)
        {
            Handle = handle;
        }
    }

    internal FgComment Add(string file, string? parent, string message, JsonObject? place, DateTimeOffset at)
    {
        if (comments.Count >= MostComments)
        {
            comments.RemoveAt(0);
        }

        comments.Add(new($"{++lastId}", file, parent, Handle, message, place, at));
        return comments[^1];
    }

    internal void Revoke(string family)
    {
        lock (Gate)
        {
            revoked.Add(family);
        }
    }

    internal bool IsRevoked(string family)
    {
        lock (Gate)
        {
            return revoked.Contains(family);
        }
    }
}

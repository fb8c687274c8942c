namespace Squaremcp.Sandbox.Notes;

/// <summary>Obsidian in the sandbox: a folder of notes as the app leaves them, for each customer its own. Nothing fails in it on demand: it is a real folder.</summary>
internal sealed class NotesFolder(string root)
{
    internal const string Platform = "obsidian";

    private static readonly (string Path, string Text)[] Notes =
    [
        ("Inbox.md", "# Inbox\n\n- Call Ada back about the [[Projects/Lighthouse|lighthouse]].\n- Book the ferry #travel\n"),
        ("Projects/Lighthouse.md", "---\ntags: [project, harbour]\nstatus: active\nstarted: 2026-03-14\n---\n\n# Lighthouse\n\nPaint the tower before autumn. See [[People/Ada]].\n\n## Open questions\n\n- Who has the ladder?\n- Which red?\n"),
        ("People/Ada.md", "---\naliases: [Ada Winter]\ntags: [person]\n---\n\n# Ada\n\nRuns the boatyard. Writes short mails.\n"),
        ("Daily/2026-11-20.md", "# 2026-11-20\n\nWind from the north. Met Ada, talked about [[Projects/Lighthouse#Open questions]].\n\n- [x] measure the door\n- [ ] order paint\n"),
        ("Größen und Maße.md", "# Größen und Maße\n\nTür: 2,04 m × 0,86 m 🚪\n"),
        (".obsidian/app.json", "{}\n"),
    ];

    /// <summary>Writes the notes where the folder is not there yet; what a customer made of them stays.</summary>
    internal SandboxAccount Account(string tenant)
    {
        Seed(tenant);
        return new(Platform, $$"""{"vault":"{{Folder(tenant)}}"}""");
    }

    private void Seed(string tenant)
    {
        var folder = Path.Combine(root, Folder(tenant));
        if (Directory.Exists(folder))
        {
            return;
        }

        // Whole or not there: a half-written vault would look like the customer's own doing.
        var unfinished = Path.Combine(root, $".{Folder(tenant)}.new");
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        foreach (var (path, text) in Notes)
        {
            var file = Path.Combine(unfinished, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        Directory.Move(unfinished, folder);
    }

    private static string Folder(string tenant) => $"sandbox-{tenant}";
}

namespace Squaremcp.Tests.Platforms.Obsidian;

public sealed class SearchTests : IDisposable
{
    private readonly TestVault vault = new();

    public void Dispose() => vault.Dispose();

    [Fact]
    public async Task The_note_named_so_comes_first_and_the_snippet_shows_the_line()
    {
        vault.Write("Other.md", "first\nsecond\nthe Budget is here\n");
        vault.Write("Budget.md", "nothing\n");

        var found = await vault.AnswerAsync("obsidian_search_notes", new { query = "budget" });

        Assert.Equal(["Budget.md", "Other.md"], Paths(found));
        Assert.Equal(3, found.GetProperty("notes")[1].GetProperty("line").GetInt32());
        Assert.Contains("the Budget is here", found.GetProperty("notes")[1].GetProperty("snippet").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_and_tag_narrow_the_search()
    {
        vault.Write("a/One.md", "plan #work");
        vault.Write("a/Two.md", "plan #work/deep");
        vault.Write("a/Three.md", "plan, mentions work");
        vault.Write("b/Four.md", "plan #work");

        Assert.Equal(["a/One.md", "a/Two.md"], Paths(await vault.AnswerAsync("obsidian_search_notes", new { query = "plan", folder = "a", tag = "work" })));
    }

    [Fact]
    public async Task A_change_on_disk_is_seen_by_the_next_search()
    {
        vault.Write("Note.md", "alpha");
        Assert.Equal(1, Total(await vault.AnswerAsync("obsidian_search_notes", new { query = "alpha" })));

        vault.Write("Note.md", "beta, longer");
        vault.Write("New.md", "beta");
        Assert.Equal(0, Total(await vault.AnswerAsync("obsidian_search_notes", new { query = "alpha" })));
        Assert.Equal(2, Total(await vault.AnswerAsync("obsidian_search_notes", new { query = "beta" })));

        File.Delete(vault.File("Note.md"));
        Assert.Equal(1, Total(await vault.AnswerAsync("obsidian_search_notes", new { query = "beta" })));
    }

    [Fact]
    public async Task Pages_hold_every_hit_once()
    {
        for (var i = 0; i < 95; i++)
        {
            vault.Write($"n/{i:000}.md", $"word {new string('x', 300)}");
        }

        var seen = new List<string?>();
        string? cursor = null;
        do
        {
            var page = await vault.AnswerAsync("obsidian_search_notes", new { query = "word", limit = 30, cursor });
            seen.AddRange(Paths(page));
            cursor = page.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);

        Assert.Equal(95, seen.Count);
        Assert.Equal(95, seen.Distinct().Count());
    }

    [Fact]
    public async Task Hidden_folders_are_not_searched()
    {
        vault.Write(".trash/Old.md", "word");

        Assert.Equal(0, Total(await vault.AnswerAsync("obsidian_search_notes", new { query = "word" })));
    }

    private static IEnumerable<string?> Paths(System.Text.Json.JsonElement found) => found.GetProperty("notes").EnumerateArray().Select(note => note.GetProperty("path").GetString());

    private static int Total(System.Text.Json.JsonElement found) => found.GetProperty("total").GetInt32();
}

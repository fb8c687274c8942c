using System.Text;
using Squaremcp.Platforms;

namespace Squaremcp.Tests.Platforms.Obsidian;

public sealed class NoteTests : IDisposable
{
    private readonly TestVault vault = new();

    public void Dispose() => vault.Dispose();

    [Fact]
    public async Task Properties_tags_links_and_headings_are_understood()
    {
        vault.Write("Plan.md", "---\ntags: [work, plan/2026]\naliases:\n  - The Plan\n---\n# Title\n\nSee [[Other Note#Part|that]] and ![[pic.png|300]], #todo but `#code` and not #123.\n```\n#fenced [[Nothing]]\n```\n## Next\n[site](https://example.org)\n");

        var note = await vault.AnswerAsync("obsidian_read_note", new { path = "Plan.md" });

        Assert.Equal(["The Plan"], note.GetProperty("frontmatter").GetProperty("aliases").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(["work", "plan/2026", "todo"], note.GetProperty("tags").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(["Other Note#Part", "pic.png", "https://example.org"], note.GetProperty("links").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(["Title", "Next"], note.GetProperty("headings").EnumerateArray().Select(one => one.GetProperty("text").GetString()));
    }

    [Theory]
    [InlineData("---\ntags: [a\n---\nText", "not valid YAML")]
    [InlineData("---\na: &x [1]\nb: *x\n---\nText", "aliases")]
    public async Task Frontmatter_that_cannot_be_read_is_a_warning(string text, string warning)
    {
        vault.Write("Broken.md", text);

        var note = await vault.AnswerAsync("obsidian_read_note", new { path = "Broken.md" });

        Assert.Equal(text, note.GetProperty("content").GetString());
        Assert.Contains(warning, note.GetProperty("warnings")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_not_text_are_shown_with_a_warning_and_kept_by_an_append()
    {
        vault.Write("Odd.md", [0xFF, 0xFE, (byte)'a', (byte)'\n']);

        var note = await vault.AnswerAsync("obsidian_read_note", new { path = "Odd.md" });
        await vault.AnswerAsync("obsidian_append_to_note", new { path = "Odd.md", content = "b" });

        Assert.Contains("UTF-8", note.GetProperty("warnings")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal([0xFF, 0xFE, (byte)'a', (byte)'\n', (byte)'b', (byte)'\n'], await File.ReadAllBytesAsync(vault.File("Odd.md"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_long_note_is_read_whole_page_by_page()
    {
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"Line {i} \"quoted\" 😀 {(i % 7 == 0 ? "\\" : "")}\n"));
        vault.Write("Long.md", text);
        var read = new StringBuilder();
        string? cursor = null;
        do
        {
            var result = await vault.CallAsync("obsidian_read_note", new { path = "Long.md", cursor });
            Assert.True(Encoding.UTF8.GetByteCount(result.Json!) <= vault.AnswerBytes, $"{result.Json!.Length}");
            var page = System.Text.Json.JsonElement.Parse(result.Json!);
            read.Append(page.GetProperty("content").GetString());
            cursor = page.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);

        Assert.Equal(text, read.ToString());
    }

    [Fact]
    public async Task A_cursor_of_another_customer_or_an_altered_one_is_refused()
    {
        vault.Write("Long.md", new string('x', 200_000));
        var cursor = (await vault.AnswerAsync("obsidian_read_note", new { path = "Long.md" })).GetProperty("next_cursor").GetString()!;

        Assert.Equal("cursor", (await vault.ErrorAsync("obsidian_read_note", new { path = "Long.md", cursor }, customer: "cus_2")).Argument);
        Assert.Equal("cursor", (await vault.ErrorAsync("obsidian_read_note", new { path = "Long.md", cursor = (cursor[0] == 'A' ? "B" : "A") + cursor[1..] })).Argument);
        Assert.Equal("cursor", (await vault.ErrorAsync("obsidian_search_notes", new { query = "x", cursor })).Argument);
    }

    [Theory]
    [InlineData("a", "a\nb\n")]
    [InlineData("a\n", "a\nb\n")]
    [InlineData("", "b\n")]
    [InlineData("a\r\nc\r\n", "a\r\nc\r\nb\r\n")]
    [InlineData("\ufeffa\n", "\ufeffa\nb\n")]
    public async Task An_append_starts_on_its_own_line_in_the_notes_own_style(string before, string after)
    {
        vault.Write("Note.md", before);

        var answer = await vault.AnswerAsync("obsidian_append_to_note", new { path = "Note.md", content = "b" });

        Assert.Equal(Encoding.UTF8.GetBytes(after), await File.ReadAllBytesAsync(vault.File("Note.md"), TestContext.Current.CancellationToken));
        Assert.False(answer.GetProperty("created").GetBoolean());
    }

    [Fact]
    public async Task Appends_at_once_all_arrive()
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => vault.AnswerAsync("obsidian_append_to_note", new { path = "new/Journal.md", content = $"line {i}" })));

        var lines = await File.ReadAllLinesAsync(vault.File("new/Journal.md"), TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"line {i}").Order(StringComparer.Ordinal), lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Of_two_writers_with_one_version_one_is_told()
    {
        vault.Write("Note.md", "old");
        var version = (await vault.AnswerAsync("obsidian_read_note", new { path = "Note.md" })).GetProperty("version").GetString();

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => vault.CallAsync("obsidian_update_note", new { path = "Note.md", content = $"new {i}", version })));

        Assert.Single(results, result => result.Error is null);
        Assert.All(results.Where(result => result.Error is not null), result => Assert.Contains("has changed since you read it", result.Error!.Message, StringComparison.Ordinal));
        Assert.Single(Directory.EnumerateFileSystemEntries(vault.Folder));
    }

    [Fact]
    public async Task An_existing_note_is_not_replaced_unread()
    {
        vault.Write("Note.md", "old");

        Assert.Equal("version", (await vault.ErrorAsync("obsidian_update_note", new { path = "Note.md", content = "new" })).Argument);
        Assert.Equal("old", await File.ReadAllTextAsync(vault.File("Note.md"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_new_note_is_created_and_its_mode_kept_by_the_next_update()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var created = await vault.AnswerAsync("obsidian_update_note", new { path = "a/b/New.md", content = "one" });
        File.SetUnixFileMode(vault.File("a/b/New.md"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        await vault.AnswerAsync("obsidian_update_note", new { path = "a/b/New.md", content = "two", version = created.GetProperty("version").GetString() });

        Assert.True(created.GetProperty("created").GetBoolean());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(vault.File("a/b/New.md")));
    }

    [Fact]
    public async Task A_huge_note_is_refused_with_its_size()
    {
        using (var file = File.Create(vault.File("Huge.md")))
        {
            file.SetLength(100_000_000);
        }

        var error = await vault.ErrorAsync("obsidian_read_note", new { path = "Huge.md" });

        Assert.Equal(ToolErrorKind.InvalidArgument, error.Kind);
        Assert.Contains("100.0 MB; notes up to 10 MB", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conflict_files_and_counts_are_told()
    {
        vault.Write("Note.md", "x");
        vault.Write("Note (conflicted copy 2026-01-01).md", "x");
        vault.Write(".obsidian/app.json", "{}");

        var status = await vault.AnswerAsync("obsidian_sync_status", new { });

        Assert.Equal(2, status.GetProperty("notes").GetInt32());
        Assert.True(status.GetProperty("opened_by_obsidian").GetBoolean());
        Assert.Equal("Note (conflicted copy 2026-01-01).md", status.GetProperty("conflicts")[0].GetString());
    }
}

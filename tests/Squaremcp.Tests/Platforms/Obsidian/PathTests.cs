using Squaremcp.Platforms;

namespace Squaremcp.Tests.Platforms.Obsidian;

public sealed class PathTests : IDisposable
{
    private readonly TestVault vault = new();

    public void Dispose() => vault.Dispose();

    [Theory]
    [InlineData("../../etc/passwd", "inside the vault")]
    [InlineData("../other/Note.md", "inside the vault")]
    [InlineData("a/../../Note.md", "inside the vault")]
    [InlineData("./Note.md", "inside the vault")]
    [InlineData("/etc/passwd.md", "relative")]
    [InlineData("~/Note.md", "relative")]
    [InlineData("C:/Note.md", "relative")]
    [InlineData("C:Note.md", "relative")]
    [InlineData("\\\\server\\share\\Note.md", "must not contain")]
    [InlineData("a\\Note.md", "must not contain")]
    [InlineData("Note\0.md", "must not contain")]
    [InlineData("Note\n.md", "must not contain")]
    [InlineData("note.md:stream.md", "must not contain")]
    [InlineData("%2e%2e%2fNote.md", "percent-encoded")]
    [InlineData("a%2FNote.md", "percent-encoded")]
    [InlineData(".obsidian/app.md", "begin with a dot")]
    [InlineData(".OBSIDIAN/plugins/x.md", "begin with a dot")]
    [InlineData("a/.trash/Note.md", "begin with a dot")]
    [InlineData(".git/config.md", "begin with a dot")]
    [InlineData("a//Note.md", "empty folder names")]
    [InlineData("CON.md", "reserved")]
    [InlineData("nul/Note.md", "reserved")]
    [InlineData("a./Note.md", "end in a dot")]
    [InlineData("a /Note.md", "end in a dot")]
    [InlineData("Note.txt", "end in .md")]
    [InlineData("Note", "end in .md")]
    [InlineData("folder/.md", "begin with a dot")]
    public async Task A_path_that_could_lead_elsewhere_is_refused(string path, string rule)
    {
        foreach (var (tool, arguments) in Calls(path))
        {
            var error = await vault.ErrorAsync(tool, arguments);

            Assert.Equal(ToolErrorKind.InvalidArgument, error.Kind);
            Assert.Equal("path", error.Argument);
            Assert.Contains(rule, error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(vault.Folder));
    }

    [Fact]
    public async Task A_name_too_long_for_a_disk_is_refused() =>
        Assert.Contains("255", (await vault.ErrorAsync("obsidian_read_note", new { path = new string('a', 300) + ".md" })).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Link.md")]
    [InlineData("linked/Secret.md")]
    public async Task A_link_is_not_followed(string path)
    {
        var outside = Directory.CreateDirectory(Path.Combine(vault.Root, "outside"));
        await File.WriteAllTextAsync(Path.Combine(outside.FullName, "Secret.md"), "secret", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(vault.File("Link.md"), Path.Combine(outside.FullName, "Secret.md"));
        Directory.CreateSymbolicLink(vault.File("linked"), outside.FullName);

        foreach (var (tool, arguments) in Calls(path))
        {
            Assert.Contains("link", (await vault.ErrorAsync(tool, arguments)).Message, StringComparison.Ordinal);
        }

        Assert.Equal("secret", await File.ReadAllTextAsync(Path.Combine(outside.FullName, "Secret.md"), TestContext.Current.CancellationToken));
        Assert.Equal(0, (await vault.AnswerAsync("obsidian_search_notes", new { query = "secret" })).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_folder_is_not_a_note()
    {
        Directory.CreateDirectory(vault.File("Folder.md"));

        Assert.Contains("is a folder", (await vault.ErrorAsync("obsidian_read_note", new { path = "Folder.md" })).Message, StringComparison.Ordinal);
    }

    [Fact(Skip = "No pipes in folders here.", SkipUnless = nameof(OnLinux))]
    public async Task A_pipe_is_never_opened()
    {
        await MakePipeAsync(vault.File("Pipe.md"));

        foreach (var (tool, arguments) in Calls("Pipe.md"))
        {
            Assert.Equal("`Pipe.md` is a pipe, a socket or a device, not a note.", (await InTimeAsync(tool, vault.ErrorAsync, arguments)).Message);
        }

        vault.Write("Plan.md", "a plan");
        Assert.Equal(1, (await InTimeAsync("obsidian_search_notes", (tool, arguments, _) => vault.AnswerAsync(tool, arguments), new { query = "plan" })).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_note_is_found_in_another_case()
    {
        vault.Write("Caf\u00e9/Plan.md", "x");

        Assert.Equal("Caf\u00e9/Plan.md", (await vault.AnswerAsync("obsidian_read_note", new { path = "caf\u00e9/plan.md" })).GetProperty("path").GetString());
    }

    [Fact]
    public async Task A_missing_note_is_named_with_what_is_alike()
    {
        vault.Write("Projects/Plan.md", "x");

        var error = await vault.ErrorAsync("obsidian_read_note", new { path = "Plan.md" });

        Assert.Equal(ToolErrorKind.NotFound, error.Kind);
        Assert.Contains("`Projects/Plan.md`", error.Message, StringComparison.Ordinal);
    }

    public static bool OnLinux => OperatingSystem.IsLinux();

    private static async Task MakePipeAsync(string path)
    {
        using var made = System.Diagnostics.Process.Start("mkfifo", [path]);
        await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, made.ExitCode);
    }

    // What opens a pipe never comes back, on whatever thread it was.
    private static async Task<T> InTimeAsync<T>(string tool, Func<string, object, string, Task<T>> call, object arguments)
    {
        try
        {
            return await Task.Run(() => call(tool, arguments, "cus_1")).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{tool} did not come back from the pipe.", late);
        }
    }

    private static (string Tool, object Arguments)[] Calls(string path) =>
    [
        ("obsidian_read_note", new { path }),
        ("obsidian_append_to_note", new { path, content = "x" }),
        ("obsidian_update_note", new { path, content = "x", version = "00000000" }),
    ];
}

using Squaremcp.Storage;

namespace Squaremcp.Tests.Storage;

public sealed class DataFolderTests : IDisposable
{
    private readonly string root = TestDatabase.NewFolder();

    [Fact]
    public void A_new_folder_is_its_owners_alone()
    {
        using var folder = DataFolder.Open(Path.Combine(root, "a", "data"));

        Assert.Equal(Path.Combine(root, "a", "data"), folder.Path);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Path));
        }
    }

    [Fact]
    public void A_folder_in_use_is_refused_naming_it_and_who_has_it()
    {
        using var first = DataFolder.Open(root);
        File.WriteAllText(first.File("run.json"), """{"pid":4711,"url":"http://127.0.0.1:3456"}""");

        var refused = Assert.Throws<StorageException>(() => DataFolder.Open(root));

        Assert.StartsWith($"The data folder {root} is in use by process 4711.", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"pid\":")]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("{\"pid\":\"x\"}")]
    public void An_unreadable_run_file_still_gives_a_sentence(string run)
    {
        using var first = DataFolder.Open(root);
        File.WriteAllText(first.File("run.json"), run);

        Assert.Contains("in use by another process", Assert.Throws<StorageException>(() => DataFolder.Open(root)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_given_back_can_be_taken_again()
    {
        DataFolder.Open(root).Dispose();

        using var again = DataFolder.Open(root);

        Assert.Equal(root, again.Path);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}

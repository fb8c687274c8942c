using System.Text.Json;

namespace Squaremcp.Storage;

/// <summary>
/// The folder an installation keeps everything in, held by one process at a time. The lock is the operating system's: it ends with the process, however that ends.
/// </summary>
public sealed class DataFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream held;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        this.held = held;
    }

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>Creates the folder where it is missing (for its owner only) and takes it for this process, until disposed.</summary>
    /// <param name="otherwise">What to do instead of stopping the one that has it, or of letting this user write it.</param>
    /// <exception cref="StorageException">Another process has it, or it cannot be made or written.</exception>
    public static DataFolder Open(string path, string otherwise = "set SQUAREMCP__DataDirectory to another folder")
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Create(full);
            return new DataFolder(full, new FileStream(System.IO.Path.Combine(full, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new StorageException($"The data folder {full} cannot be written. {failure.Message} Let this user write it, or {otherwise}.", failure);
        }
        catch (IOException failure) when (Directory.Exists(full))
        {
            throw new StorageException($"The data folder {full} is in use by {Holder(full)}. Stop that one, or {otherwise}.", failure);
        }
        catch (IOException failure)
        {
            throw new StorageException($"The data folder {full} cannot be made. {failure.Message} Set SQUAREMCP__DataDirectory to another folder.", failure);
        }
    }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => held.Dispose();

    private static void Create(string full)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(full);
        }
        else
        {
            Directory.CreateDirectory(full, OwnerOnly);
        }
    }

    /// <summary>From <c>run.json</c>, which the running server writes; it may be missing or half written.</summary>
    private static string Holder(string full)
    {
        try
        {
            using var run = JsonDocument.Parse(System.IO.File.ReadAllBytes(System.IO.Path.Combine(full, "run.json")));
            return $"process {run.RootElement.GetProperty("pid").GetInt32()}";
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return "another process";
        }
    }
}

namespace Squaremcp.Storage.Sqlite;

/// <summary>A consistent copy of a database in use: one read view, so writers go on. It appears under its name only when it is whole and on the disk.</summary>
internal static class Snapshot
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <exception cref="StorageException">The target exists, or cannot be written.</exception>
    public static void Write(string database, string target)
    {
        if (File.Exists(target))
        {
            throw new StorageException($"{target} exists and is not overwritten. Choose another name.");
        }

        var partial = $"{target}.{Guid.NewGuid():N}.partial";
        try
        {
            CreateEmpty(partial);
            using (var source = Database.OpenForWriting(database))
            {
                source.Prepare("VACUUM INTO ?1").Add(partial).Run();
            }

            using (var written = File.OpenHandle(partial, FileMode.Open, FileAccess.ReadWrite))
            {
                RandomAccess.FlushToDisk(written);
            }

            File.Move(partial, target, overwrite: false);
        }
        catch (Exception failure) when (failure is SqliteFailure or IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The snapshot {target} could not be written. {failure.Message}", failure);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Made before SQLite fills it, so that it is never readable by others.</summary>
    private static void CreateEmpty(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var created = new FileStream(file, options);
    }
}

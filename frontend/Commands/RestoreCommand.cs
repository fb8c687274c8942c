using Squaremcp.Frontend.Operation;

namespace Squaremcp.Frontend.Commands;

/// <summary>Puts a backup in the place of a data folder that no server uses: all of it, or nothing.</summary>
internal static class RestoreCommand
{
    internal static async Task<int> RunAsync(Words words)
    {
        var backup = Path.GetFullPath(words.Argument ?? throw new UsageException("restore needs the backup file."));
        using var folder = Storage.DataFolder.Open(Gateway.Settings(words).DataDirectory);
        if (File.Exists(folder.File("squaremcp.db")) && !words.Has("force"))
        {
            throw new CommandException($"{folder.Path} already holds an installation. Give --force to replace it, or --data for another folder. Nothing was changed.");
        }

        if (await BackupFile.RestoreAsync(backup, folder.Path) is { } wrong)
        {
            throw new CommandException(wrong);
        }

        Console.WriteLine($"restored to {folder.Path}");
        return 0;
    }
}

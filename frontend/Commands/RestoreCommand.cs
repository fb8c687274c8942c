using System.Text.Json;
using Squaremcp.Frontend.Operation;

namespace Squaremcp.Frontend.Commands;

/// <summary>Puts a backup in the place of a data folder that no server uses: all of it, or nothing.</summary>
internal static class RestoreCommand
{
    internal static async Task<int> RunAsync(Words words)
    {
        var backup = Path.GetFullPath(words.Argument ?? throw new UsageException("restore needs the backup file."));
        var folder = Path.GetFullPath(Gateway.Settings(words).DataDirectory);
        using var held = Composition.Hold(folder);
        if (File.Exists(Path.Combine(folder, BackupFile.Database)) && !words.Has("force"))
        {
            throw new CommandException($"{folder} already holds an installation. Give --force to replace it, or --data for another folder. Nothing was changed.");
        }

        if (await BackupFile.RestoreAsync(backup, folder) is { } wrong)
        {
            throw new CommandException(wrong);
        }

        if (words.Json)
        {
            return Table.Print(words, JsonSerializer.SerializeToElement(new { backup, restored_to = folder }));
        }

        Console.WriteLine($"restored to {folder}");
        return 0;
    }
}

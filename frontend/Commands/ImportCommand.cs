using Squaremcp.Frontend.Operation;

namespace Squaremcp.Frontend.Commands;

/// <summary>Moves the installation of another data folder into this one: its database, the vault's keys, the cursor key. Notes and mails that lie in the folder beside them stay.</summary>
internal static class ImportCommand
{
    private static readonly string[] Beside = ["vaults", "outbox"];

    internal static async Task<int> RunAsync(Words words)
    {
        var source = Path.GetFullPath(words.Argument ?? throw new UsageException("import needs the data folder to import."));
        var settings = Gateway.Settings(words);
        var folder = Path.GetFullPath(settings.DataDirectory);
        if (source == folder)
        {
            throw new CommandException($"{folder} is both the folder to import and the one to import into. Name another with --data.");
        }

        if (!await Composition.ImportAsync(source, folder, settings, words.Json, CancellationToken.None))
        {
            return 1;
        }

        Copy(BackupFile.CursorKey, source, folder);
        foreach (var kept in Beside.Where(name => Directory.Exists(Path.Combine(source, name))))
        {
            // Beside the JSON, where that was asked for.
            (words.Json ? Console.Error : Console.Out).WriteLine($"Not moved: {Path.Combine(source, kept)}. Copy it to {Path.Combine(folder, kept)} where it is used.");
        }

        return 0;
    }

    /// <summary>What is sealed for a while (publishes in flight, cursors) opens with it.</summary>
    private static void Copy(string name, string source, string folder)
    {
        var (from, to) = (Path.Combine(source, name), Path.Combine(folder, name));
        if (File.Exists(from) && !File.Exists(to))
        {
            Secrets.WritePrivately(to, File.ReadAllText(from));
        }
    }
}

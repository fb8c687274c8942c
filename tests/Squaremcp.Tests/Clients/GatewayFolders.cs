namespace Squaremcp.Tests.Clients;

/// <summary>What an installation keeps on disk, in a temporary folder.</summary>
internal sealed class GatewayFolders : IDisposable
{
    internal string Root { get; } = Directory.CreateTempSubdirectory("squaremcp-").FullName;

    /// <summary>True where every setting keeps its default: the data folder is then <c>data</c> under the working directory.</summary>
    internal bool Unconfigured { get; private init; }

    internal string WorkingDirectory => Unconfigured ? Path.Combine(Root, "frontend") : Root;

    internal string Data => Path.Combine(WorkingDirectory, "data");

    internal string Vaults => Unconfigured ? Path.Combine(Data, "vaults") : Path.Combine(Root, "vaults");

    /// <summary>As after <c>dotnet run --project frontend</c> in a clone, whose root is <see cref="Root"/>.</summary>
    internal static GatewayFolders AsCloned()
    {
        var folders = new GatewayFolders { Unconfigured = true };
        Directory.CreateDirectory(folders.WorkingDirectory);
        return folders;
    }

    /// <summary>What else belongs to the installation and ends with it; nothing where everything is in one process.</summary>
    internal IDisposable? Engine { get; set; }

    internal string Note(string vault, string path) => Path.Combine(Vaults, vault, path);

    internal void WriteNote(string vault, string path, string text)
    {
        var file = Note(vault, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    public void Dispose()
    {
        Engine?.Dispose();
        Directory.Delete(Root, recursive: true);
    }
}

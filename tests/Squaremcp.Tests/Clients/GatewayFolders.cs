namespace Squaremcp.Tests.Clients;

/// <summary>What an installation keeps on disk, in a temporary folder.</summary>
internal sealed class GatewayFolders : IDisposable
{
    internal string Root { get; } = Directory.CreateTempSubdirectory("squaremcp-").FullName;

    internal string Data => Path.Combine(Root, "data");

    internal string Vaults => Path.Combine(Root, "vaults");

    internal string Note(string vault, string path) => Path.Combine(Vaults, vault, path);

    internal void WriteNote(string vault, string path, string text)
    {
        var file = Note(vault, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

using Squaremcp.Frontend.Commands.Import.NodeJs;
using Squaremcp.Tests.Architecture;

namespace Squaremcp.Tests.NodeJs;

/// <summary>A copy of <c>tests/nodejs</c>, what an operator took out of the Node.js product, to change as a test likes.</summary>
internal sealed class OldDump : IDisposable
{
    internal const string KeyText = "5b1f0c9d7e3a48624f8c1d0e9b7a6f53e2d1c0b9a8978685746352413f2e1d0c";

    internal static readonly byte[] Key = Convert.FromHexString(KeyText);

    private static readonly string Origin = Path.Combine(Repository.Root, "tests", "nodejs");

    internal OldDump()
    {
        foreach (var name in new[] { NodeDump.CustomersFile, NodeDump.CredentialsFile, NodeDump.UsageFile, NodeDump.PlansFile })
        {
            File.Copy(Path.Combine(Origin, name), Path.Combine(Folder, name));
        }

        File.WriteAllText(KeyFile, KeyText + "\n");
    }

    internal string Folder { get; } = Directory.CreateTempSubdirectory("squaremcp-nodejs-").FullName;

    internal string KeyFile => Path.Combine(Folder, "key");

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    internal static string[] Lines(string name) => File.ReadAllLines(Path.Combine(Origin, name));

    internal void Write(string name, string text) => File.WriteAllText(Path.Combine(Folder, name), text);

    internal void Add(string name, string line) => File.AppendAllText(Path.Combine(Folder, name), line + "\n");

    internal void Drop(string name, int line) => File.WriteAllLines(Path.Combine(Folder, name), Lines(name).Where((_, i) => i + 1 != line));
}

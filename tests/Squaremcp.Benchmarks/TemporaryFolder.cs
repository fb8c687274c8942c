namespace Squaremcp.Benchmarks;

internal sealed class TemporaryFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("squaremcp-benchmarks-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Squaremcp.Settings;
using Squaremcp.Silo;
using Squaremcp.Tests.Cluster;
using Squaremcp.Tests.Support;

[assembly: AssemblyFixture(typeof(TestDatabases))]

namespace Squaremcp.Tests.Cluster;

/// <summary>Databases of silos, all on one server. The first is prepared as the silo's program does it; every other is a copy of what that made.</summary>
public sealed class TestDatabases : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("squaremcp-silos-");
    private readonly SemaphoreSlim once = new(1);
    private DatabaseServer server = null!;
    private string? prepared;

    /// <summary>What the silo's program and the frontend's must both be told.</summary>
    internal string[] Common { get; } = ["--Squaremcp:Cluster:ClusterId=tests", $"--Squaremcp:CursorKey={Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}"];

    private string KeyFile => Path.Combine(folder.FullName, "vault.key");

    /// <summary>The ones of this run. The test is skipped where no database server is installed.</summary>
    internal static async Task<TestDatabases> SharedAsync()
    {
        var databases = await TestContext.Current.GetFixture<TestDatabases>() ?? throw new InvalidOperationException("A product is started where no test class is.");
        databases.server = await DatabaseServer.SharedAsync();
        return databases;
    }

    internal string[] OfSilo(string database) =>
        [$"--Squaremcp:Cluster:ConnectionString={server.ConnectionString(database)}", "--Squaremcp:Cluster:AdvertisedAddress=127.0.0.1", $"--Squaremcp:Vault:KeyFile={KeyFile}"];

    /// <returns>Its name.</returns>
    internal async Task<string> NewAsync()
    {
        var name = await server.NewDatabaseAsync();
        await once.WaitAsync();
        try
        {
            prepared ??= await PrepareAsync();
        }
        finally
        {
            once.Release();
        }

        await server.RunAsync(name, prepared);
        return name;
    }

    internal async Task<Kept> DumpAsync(string database) => new(database, Encoding.UTF8.GetBytes(await server.DumpAsync("--hex-blob", database)));

    public void Dispose()
    {
        folder.Delete(recursive: true);
        once.Dispose();
    }

    /// <returns>The statements that make another like it.</returns>
    private async Task<string> PrepareAsync()
    {
        await File.WriteAllTextAsync(KeyFile, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));
        var name = await server.NewDatabaseAsync();
        var configuration = new ConfigurationBuilder().AddCommandLine([.. Common, .. OfSilo(name), "--Squaremcp:PublicOrigin=http://127.0.0.1"]).Build();
        using var silo = Composition.Build(SettingsCheck.Read(configuration, SiloMistakes.Of).Settings, NullLoggerFactory.Instance, onFatal: null);
        await Composition.PrepareAsync(silo.Services, CancellationToken.None);
        return await server.DumpAsync("--hex-blob", "--routines", "--skip-lock-tables", name);
    }
}

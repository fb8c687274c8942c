using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Squaremcp.Platforms;
using Squaremcp.Storage;
using Squaremcp.Storage.Sqlite;
using Squaremcp.Vault;

namespace Squaremcp.Tests.Vault;

/// <summary>The vault on a database and a local key file in a folder.</summary>
internal sealed class TestVault : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string folder;
    private readonly bool ownsFolder;
    private readonly ServiceProvider services;

    private TestVault(string folder, bool ownsFolder, string provider, IKeyWrapper? another)
    {
        (this.folder, this.ownsFolder) = (folder, ownsFolder);
        var all = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System)
            .AddSqliteStorage(new() { File = Database })
            .AddVault(new(provider), KeyFile);
        services = (another is null ? all : all.AddSingleton(another)).BuildServiceProvider();
    }

    public string Database => Path.Combine(folder, "squaremcp.db");

    public string KeyFile => Path.Combine(folder, "vault.key");

    public IVault Vault => services.GetRequiredService<IVault>();

    public ISecretRecords Records => services.GetRequiredService<ISecretRecords>();

    public ICustomerFileRecords Files => services.GetRequiredService<ICustomerFileRecords>();

    public IVaultRotations Rotations => services.GetRequiredService<IVaultRotations>();

    public TransportKeys Transport => services.GetRequiredService<TransportKeys>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static string NewFolder() => Directory.CreateTempSubdirectory("squaremcp-vault-").FullName;

    public static Task<TestVault> NewAsync() => OpenAsync(NewFolder(), ownsFolder: true);

    public static async Task<TestVault> OpenAsync(string folder, bool ownsFolder = false, string provider = "local", IKeyWrapper? another = null)
    {
        var vault = new TestVault(folder, ownsFolder, provider, another);
        try
        {
            await vault.services.GetRequiredService<IInstallation>().MigrateAsync(Token);
            await vault.services.OpenVaultAsync(Token);
            return vault;
        }
        catch
        {
            await vault.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets rotations run, as the program does.</summary>
    public Task RunAsync() => services.GetServices<IHostedService>().Single().StartAsync(Token);

    public Task StopAsync() => services.GetServices<IHostedService>().Single().StopAsync(Token);

    public Task<long> PutAsync(SecretName name, string text) => Vault.PutAsync(name, Secret.OfText(text), Token).WaitAsync(Patience);

    public async Task<string?> OpenAsync(SecretName name, long version = 1)
    {
        using var secret = await Vault.OpenAsync(name, version, Token).WaitAsync(Patience);
        return secret?.RevealText();
    }

    public async Task<RotationProgress> UntilAsync(RotationState state)
    {
        using var late = new CancellationTokenSource(Patience);
        while (true)
        {
            var progress = await Rotations.ProgressAsync(Token);
            if (progress.Rotation?.State == state)
            {
                return progress;
            }

            Assert.False(late.IsCancellationRequested, $"waited {Patience} for {state}; it is {progress}");
            await Task.Yield();
        }
    }

    public void Tamper(string sql)
    {
        using var database = Squaremcp.Storage.Sqlite.Database.OpenForWriting(Database);
        database.Execute(sql);
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        if (ownsFolder)
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

using System.Buffers.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Runtime.Hosting;
using Orleans.TestingHost;
using Squaremcp.Connections;
using Squaremcp.Customers;
using Squaremcp.Frontend.Callers;
using Squaremcp.Frontend.OAuth;
using Squaremcp.Grains;
using Squaremcp.Grains.Connections;
using Squaremcp.Grains.Limits;
using Squaremcp.OAuth;
using Squaremcp.Platforms;
using Squaremcp.Settings;
using Squaremcp.Storage;
using Squaremcp.Storage.Sqlite;
using Squaremcp.Tools;
using Squaremcp.Vault;

namespace Squaremcp.Tests.Cluster.Import;

/// <summary>An installation of one process with its data folder: the product's grains, platforms, vault and SQLite, as the default program puts them together, on a silo of the tests.</summary>
internal sealed class OneProcess : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("squaremcp-one-");
    private readonly byte[] cursorKey;
    private readonly string vaults;
    private InProcessTestCluster? silo;

    /// <param name="vaults">Where customers' vaults lie.</param>
    private OneProcess(string vaults, byte[] cursorKey) => (this.vaults, this.cursorKey) = (vaults, cursorKey);

    internal string Folder => folder.FullName;

    internal ICustomerGrain Customer(string id) => silo!.Client.GetGrain<ICustomerGrain>(id);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static async Task<OneProcess> StartAsync(string vaults, byte[] cursorKey)
    {
        var one = new OneProcess(vaults, cursorKey);
        await File.WriteAllTextAsync(Path.Combine(one.Folder, "cursor.key"), Base64Url.EncodeToString(cursorKey), Token);
        await using (var services = one.AddServices(new ServiceCollection().AddLogging()).BuildServiceProvider())
        {
            await services.GetRequiredService<IInstallation>().MigrateAsync(Token);
            await services.OpenVaultAsync(Token);
        }

        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, host) =>
        {
            one.AddServices(host.Services).AddGrainStorage("Default", (provider, _) => provider.GetRequiredService<IGrainStorage>());
            host.UseInMemoryReminderService();
        });
        one.silo = builder.Build();
        await one.silo.DeployAsync();
        await one.silo.GetSiloServiceProvider().OpenVaultAsync(Token);
        return one;
    }

    /// <summary>As the frontend makes one.</summary>
    internal async Task IssueKeyAsync(string customer, string key) =>
        Assert.Null((await Customer(customer).IssueKey(new() { Name = "laptop", Hash = RequestCallers.Hash(key), Hint = key[^4..], Rights = Rights.Full, Tools = [] }, By(customer), Token)).Failure);

    internal async Task ConnectAsync(string customer, string platform, object settings)
    {
        var transport = await silo!.Client.GetGrain<ITransportKeyGrain>(ITransportKeyGrain.Key).Current(Token);
        var box = SealedBoxes.Seal(transport, JsonSerializer.SerializeToUtf8Bytes(settings), ConnectRequest.About(customer, platform, "default"));
        Assert.Null((await Customer(customer).Connect(new() { Platform = platform, Account = "default", Settings = box }, By(customer), Token)).Failure);
    }

    /// <summary>As a person lets a public client in, which then takes its tokens.</summary>
    /// <param name="origin">The address that the tokens are for.</param>
    /// <returns>The refresh token.</returns>
    internal async Task<string> LetInAsync(string customer, string clientId, string origin)
    {
        var (id, now, verifier) = ($"grt_{new string('7', 26)}", TimeProvider.System.GetUtcNow(), new string('v', 43));
        var (resource, redirect) = ($"{origin}/mcp", "http://127.0.0.1/callback");
        var client = silo!.Client.GetGrain<IOAuthClientGrain>(clientId);
        await client.Put(new() { Id = clientId, Name = "Example", RedirectUris = [redirect], Authentication = ClientAuthentication.None, RegisteredAt = now }, Token);
        Assert.Null(await Customer(customer).EnterGrant(
            new() { Id = id, ClientId = clientId, ClientName = "Example", Scopes = [Scopes.Mcp], Resource = resource, Account = "anna@example.org", CreatedAt = now, ExpiresAt = now.AddDays(90), RedirectHost = "127.0.0.1" },
            By(customer),
            Token));
        await client.Keep(Token);
        var grant = silo.Client.GetGrain<IGrantGrain>(id);
        var (code, refresh) = (TokenText.New(TokenText.Code, id), TokenText.New(TokenText.Refresh, id));
        Assert.True(await grant.Approve(
            new()
            {
                CustomerId = customer,
                Account = "anna@example.org",
                ClientId = clientId,
                ClientName = "Example",
                Scopes = [Scopes.Mcp],
                Resource = resource,
                RedirectUri = redirect,
                CodeChallenge = TokenText.Challenge(verifier),
                CodeHash = TokenText.Hash(code),
                CodeExpiresAt = now.AddMinutes(1),
                ExpiresAt = now.AddDays(90),
            },
            Token));
        var outcome = await grant.Redeem(
            new() { CodeHash = TokenText.Hash(code), ClientId = clientId, Challenge = TokenText.Challenge(verifier) },
            new() { AccessHash = TokenText.Hash("none of it"), RefreshHash = TokenText.Hash(refresh), AccessLifetime = TimeSpan.FromMinutes(1), RefreshIdle = TimeSpan.FromDays(30) },
            Token);
        Assert.Equal(TokenVerdict.Issued, outcome.Verdict);
        return refresh;
    }

    internal Task<ToolOutcome> CallAsync(string customer, string tool, object arguments) =>
        Customer(customer).CallTool(new() { Tool = tool, Arguments = JsonSerializer.Serialize(arguments), Caller = By(customer), CallId = "call_of_one_process" }, Token);

    /// <summary>Ends the process, and leaves its folder.</summary>
    internal async Task EndAsync()
    {
        if (silo is not null)
        {
            await silo.StopAllSilosAsync();
            await silo.DisposeAsync();
            silo = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        folder.Delete(recursive: true);
    }

    private static Caller By(string customer) => new() { CustomerId = customer, Kind = CallerKind.Admin, Rights = Rights.Full, Via = "rest" };

    private IServiceCollection AddServices(IServiceCollection services) => services
        .AddSingleton(TimeProvider.System)
        .AddSingleton(new CursorSealer(cursorKey))
        .AddSqliteStorage(new() { File = Path.Combine(Folder, "squaremcp.db") })
        .AddVault(new("local"), Path.Combine(Folder, "vault.key"))
        .AddPlatforms(new() { VaultRoot = vaults })
        .AddSingleton<IPlatformSetup>(new PlatformSetup(new(), sandbox: null))
        .AddSingleton<ISandbox, NoSandbox>()
        .AddSingleton(PlanCatalog.Unlimited)
        .AddSingleton(new FileLimits(FileBytes: 1_000_000, Bytes: 2_000_000, Files: 20))
        .AddSquareGrains(_ => new ToolLimits(48_000, () => "http://127.0.0.1:3456"))
        // Orleans brings one of its own, and whoever is first stays.
        .Replace(ServiceDescriptor.Singleton<IGrainStorageSerializer, StateSerializer>());
}

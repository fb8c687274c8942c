using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Squaremcp.Connections;
using Squaremcp.Customers;
using Squaremcp.Embedded;
using Squaremcp.Grains;
using Squaremcp.Grains.Connections;
using Squaremcp.Grains.Limits;
using Squaremcp.Limits;
using Squaremcp.Platforms;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Storage;
using Squaremcp.Tests.Support;
using Squaremcp.Tools;
using Squaremcp.Vault;

namespace Squaremcp.Tests.Grains;

/// <summary>The real grains on the host, above a stub platform and ledgers in memory.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    public const string Anna = "cus_anna";

    public static readonly Caller Operator = new() { CustomerId = Anna, Kind = CallerKind.Admin, Rights = Rights.Full, Via = "rest" };

    public static readonly FileLimits FileLimits = new(FileBytes: 1_000_000, Bytes: 2_000_000, Files: 20);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private TestGrains host = null!;
    private readonly List<TestGrains> killed = [];
    private int calls;

    private TestGateway() => Files = new(Ledger);

    public MemoryLedger Ledger { get; } = new();

    /// <summary>Without limits, unless a test sets some before it starts.</summary>
    public PlanCatalog Plans { get; private init; } = PlanCatalog.Unlimited;

    public MemoryVault Vault { get; } = new();

    public MemoryFiles Files { get; }

    public IServiceProvider Services => host.Services;

    public StubPlatform Platform { get; } = new();

    public MortalStorage States { get; } = new();

    /// <summary>Goes on over restarts.</summary>
    public ManualTime Clock { get; } = new();

    public KeptReminders Reminders { get; } = new();

    public IGrainFactory Grains => host.Grains;

    public ICustomerGrain Customer => Grains.GetGrain<ICustomerGrain>(Anna);

    public IDirectoryGrain Directory => Grains.GetGrain<IDirectoryGrain>(IDirectoryGrain.Key);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A second platform, of tests that need another than the stub.</summary>
    public IConnector? Beside { get; private init; }

    public LogLines Logs { get; } = new();

    public static async Task<TestGateway> StartAsync(Faults? faults = null, UsageLimits? free = null, IConnector? beside = null)
    {
        var gateway = new TestGateway { Beside = beside, Plans = free is null ? PlanCatalog.Unlimited : new(new Dictionary<Plan, UsageLimits>(PlanCatalog.Unlimited.Limits) { [Plan.Free] = free }) };
        gateway.host = await TestGrains.StartAsync(gateway.Configure, faults, gateway.Clock, gateway.Reminders);
        return gateway;
    }

    /// <summary>With the customer Anna and, where a box is named, her account "default" connected to it.</summary>
    public static async Task<TestGateway> WithAnnaAsync(string? box = null, UsageLimits? free = null)
    {
        var gateway = await StartAsync(free: free);
        await gateway.CreateAsync();
        if (box is not null)
        {
            Assert.Null((await gateway.ConnectAsync(box)).Failure);
        }

        return gateway;
    }

    public Task<CustomerView> CreateAsync(string id = Anna, Plan plan = Plan.Free) =>
        Grains.GetGrain<ICustomerGrain>(id).Create(new() { Email = "anna@example.org", Name = "Anna", Plan = plan }, Token).WaitAsync(Patience);

    public Task<ConnectOutcome> ConnectAsync(string box, string account = "default", string id = Anna) => ConnectWithAsync($$"""{"box":"{{box}}"}""", account, id);

    /// <summary>As the frontend does it: the settings sealed to the transport key.</summary>
    public async Task<ConnectOutcome> ConnectWithAsync(string settings, string account = "default", string id = Anna, string platform = "stub")
    {
        var key = await new TransportKeys(Vault).CurrentAsync(Token);
        var box = SealedBoxes.Seal(key, Encoding.UTF8.GetBytes(settings), ConnectRequest.About(id, platform, account));
        return await Grains.GetGrain<ICustomerGrain>(id).Connect(new() { Platform = platform, Account = account, Settings = box }, Operator with { CustomerId = id }, Token).WaitAsync(Patience);
    }

    /// <summary>As the flow does it that a person has come back from.</summary>
    public async Task<ConnectOutcome> GrantAsync(string platform, OAuthGranted granted, string account = "default")
    {
        using var secret = granted.Seal();
        var box = SealedBoxes.Seal(await new TransportKeys(Vault).CurrentAsync(Token), secret.Reveal(), ConnectRequest.About(Anna, platform, account));
        return await Customer.Connect(new() { Platform = platform, Account = account, Settings = box, IsGranted = true }, Operator, Token).WaitAsync(Patience);
    }

    public Task<bool> DisconnectAsync(string account = "default", string platform = "stub") => Customer.Disconnect(platform, account, Operator, Token).WaitAsync(Patience);

    public Task<Caller> KeyAsync(Rights rights = Rights.Full, params string[] tools) => KeyAsync(null, rights, tools);

    public async Task<Caller> KeyAsync(ScopeLimits? limits, Rights rights = Rights.Full, params string[] tools)
    {
        var issued = await Customer.IssueKey(new() { Limits = limits, Name = "laptop", Hash = Guid.NewGuid().ToString("n"), Hint = "wxyz", Rights = rights, Tools = tools }, Operator, Token).WaitAsync(Patience);
        Assert.Null(issued.Failure);
        return new() { CustomerId = Anna, Kind = CallerKind.ApiKey, KeyId = issued.Key!.Id, Rights = Rights.Full, Via = "mcp", Client = "test" };
    }

    public Task<ToolOutcome> CallAsync(string tool, string arguments = """{"text":"hello"}""", Caller? caller = null, string? key = null, CancellationToken cancellationToken = default) =>
        Customer.CallTool(new() { Tool = tool, Arguments = arguments, Caller = caller ?? Operator, IdempotencyKey = key, CallId = $"call_{Interlocked.Increment(ref calls)}" }, cancellationToken).WaitAsync(Patience, CancellationToken.None);

    public async Task<IReadOnlyList<string>> ClaimsAsync() =>
        [.. (await Directory.Claims("stub-box", Token).WaitAsync(Patience)).Select(claim => $"{claim.Holder} {claim.Value}")];

    public async Task<IReadOnlyList<string>> ConnectionsAsync(string id = Anna) =>
        [.. (await Grains.GetGrain<ICustomerGrain>(id).Describe(Token).WaitAsync(Patience))!.Connections.Select(one => $"{id}/{one.Platform}/{one.Account} {one.Label}")];

    /// <summary>What the account's calls really use, whatever the customer's grain believes.</summary>
    public async Task<string?> BoxAsync(string account = "default", string id = Anna) =>
        await Grains.GetGrain<ICredentialGrain>($"{id}/stub/{account}").Settings(Token).WaitAsync(Patience) is { } settings
            ? JsonElement.Parse(settings).GetProperty("box").GetString()
            : null;

    public TestSetup Setup { get; } = new();

    public ISandbox Sandbox { get; set; } = new NoSandbox();

    public Task RestartAsync() => host.RestartAsync();

    public Task RestartAsync(TimeSpan away) => host.RestartAsync(away);

    /// <summary>Starts again on the same state and at the same time, without faults.</summary>
    public async Task CalmAsync()
    {
        await host.DisposeAsync();
        host = await TestGrains.StartAsync(Configure, null, Clock, Reminders);
    }

    /// <summary>Starts again on the same state while the old host hangs in a call for ever: what it does later it does beside the new one.</summary>
    public async Task KillAsync()
    {
        killed.Add(host);
        host = await TestGrains.StartAsync(Configure);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        foreach (var old in killed)
        {
            await old.DisposeAsync();
        }
    }

    /// <summary>Beside the stub, for a platform that is connected by signing in there.</summary>
    public StubForum Forum { get; } = new();

    private void Configure(IServiceCollection services) => (Beside is { } beside ? services.AddSingleton(beside) : services)
        .AddSingleton<ILoggerProvider>(Logs)
        .AddSingleton<IGrainStorage>(States)
        .AddSingleton<ILedgerWriter>(Ledger)
        .AddSingleton<ILedgerReader>(Ledger)
        .AddSingleton<IWriteLedger>(Ledger)
        .AddSingleton<IUsageReader>(Ledger)
        .AddSingleton<IAuditProof>(Ledger)
        .AddSingleton<IRecipients>(Ledger)
        .AddSingleton(_ => Plans)
        .AddSingleton<IVault>(Vault)
        .AddSingleton<TransportKeys>()
        .AddSingleton<ICustomerIndex>(Ledger)
        .AddSingleton<ICustomerFileRecords>(Files)
        .AddSingleton(FileLimits)
        .AddSingleton<IConnector>(Platform)
        .AddSingleton<IConnector>(Forum)
        .AddSingleton<Connectors>()
        .AddSingleton<IPlatformSetup>(Setup)
        .AddSingleton<ISandbox>(_ => Sandbox)
        .AddSingleton(new CursorSealer(new byte[32]))
        .AddSquareGrains(_ => new ToolLimits(48_000, () => "http://127.0.0.1:3456"));
}

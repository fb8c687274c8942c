using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Ledger;
using Squaremcp.Storage;
using Squaremcp.Storage.Sqlite;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Storage;

/// <summary>A migrated database in a folder of its own, gone with the test.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string folder;
    private readonly bool ownsFolder;
    private readonly ITestEngine engine;
    private readonly ServiceProvider services;

    private TestDatabase(string folder, bool ownsFolder, ITestEngine engine)
    {
        this.folder = folder;
        this.ownsFolder = ownsFolder;
        this.engine = engine;
        services = engine.AddTo(new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(Clock), folder).BuildServiceProvider();
    }

    public ManualTime Clock { get; } = new();

    /// <summary>On SQLite.</summary>
    public SqliteStorageOptions Options => services.GetRequiredService<SqliteStorageOptions>();

    /// <summary>On SQLite.</summary>
    public string File => SqliteEngine.File(folder);

    public IInstallation Installation => services.GetRequiredService<IInstallation>();

    public ILedgerWriter Writer => services.GetRequiredService<ILedgerWriter>();

    public ILedgerReader Reader => services.GetRequiredService<ILedgerReader>();

    public IWriteLedger Writes => services.GetRequiredService<IWriteLedger>();

    public IAuditProof Proof => services.GetRequiredService<IAuditProof>();

    /// <summary>One for all that a test makes.</summary>
    public MemoryVault Vault { get; } = new();

    public IUsageReader Usage => services.GetRequiredService<IUsageReader>();

    public ICustomerFileRecords Files => services.GetRequiredService<ICustomerFileRecords>();

    public ISecretRecords Secrets => services.GetRequiredService<ISecretRecords>();

    public IRecipients Recipients => services.GetRequiredService<IRecipients>();

    public ICustomerIndex Customers => services.GetRequiredService<ICustomerIndex>();

    public IGrainStorage States => services.GetRequiredService<IGrainStorage>();

    public static string NewFolder() => Directory.CreateTempSubdirectory("squaremcp-storage-").FullName;

    /// <summary>On SQLite.</summary>
    public static Task<TestDatabase> NewAsync(Func<string, SqliteStorageOptions>? options = null) => OpenAsync(NewFolder(), options, ownsFolder: true);

    /// <summary>The SQLite database of a folder that the test keeps.</summary>
    public static Task<TestDatabase> OpenAsync(string kept, Func<string, SqliteStorageOptions>? options = null, bool ownsFolder = false) =>
        OpenAsync(kept, new SqliteEngine(options), ownsFolder);

    public static async Task<TestDatabase> OpenAsync(string kept, ITestEngine engine, bool ownsFolder)
    {
        await engine.PrepareAsync(kept);
        var database = new TestDatabase(kept, ownsFolder, engine);
        await database.Installation.MigrateAsync(CancellationToken.None);
        return database;
    }

    public static LedgerItem Item(string customer, string target = "obsidian_read_note", bool isWrite = false, DateTimeOffset? at = null, bool failed = false) => new()
    {
        Audit = Entry(customer) with { Target = target, At = at ?? DateTimeOffset.UnixEpoch.AddDays(20_000), Outcome = failed ? "not_found" : "ok" },
        Usage = new CountedCall(target, failed),
        IsWrite = isWrite,
    };

    public static AuditEntry Entry(string customer) => new()
    {
        CustomerId = customer,
        At = DateTimeOffset.UnixEpoch.AddDays(20_000),
        Actor = "key_1",
        Action = "tool.call",
        Target = "obsidian_read_note",
        Outcome = "ok",
        CallId = "cal_1",
        Via = "mcp",
        Client = "claude-code 2.1",
        Platform = "obsidian",
        Account = "default",
        DurationMs = 12,
    };

    public Task<AuditEntry> AppendAsync(LedgerItem item) => Writer.AppendAsync(item, CancellationToken.None).WaitAsync(Patience);

    public async Task AppendAsync(string customer, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await AppendAsync(Item(customer));
        }
    }

    public Task<AuditPage> PageAsync(string customer, AuditQuery? query = null) =>
        Reader.AuditAsync(customer, query ?? new AuditQuery { Limit = 200 }, CancellationToken.None).WaitAsync(Patience);

    public Task<ChainCheck> VerifyAsync(string customer) => Reader.VerifyAsync(customer, CancellationToken.None).WaitAsync(Patience);

    /// <summary>Changes the database behind the program's back. SQLite's words.</summary>
    public void Tamper(string sql) => engine.Tamper(folder, sql);

    public long Number(string sql) => engine.Number(folder, sql);

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        if (ownsFolder)
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

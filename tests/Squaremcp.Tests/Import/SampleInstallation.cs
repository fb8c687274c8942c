using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Customers;
using Squaremcp.Ledger;
using Squaremcp.Platforms;
using Squaremcp.Storage;
using Squaremcp.Storage.Sqlite;
using Squaremcp.Tests.Storage;
using Squaremcp.Tests.Support;
using Squaremcp.Tools;
using Squaremcp.Vault;

namespace Squaremcp.Tests.Import;

/// <summary>A data folder with something in every table, written as the program writes it.</summary>
internal sealed class SampleInstallation : IDisposable
{
    private const int AtOnce = 8_000;

    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddDays(20_000);
    private static readonly FileLimits Limits = new(FileBytes: 1_000_000, Bytes: 10_000_000, Files: 10);

    public string Folder { get; } = Directory.CreateTempSubdirectory("squaremcp-import-").FullName;

    public string File => Path.Combine(Folder, "squaremcp.db");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="entries">Audit entries of each customer, of which one stands for its write.</param>
    public static async Task<SampleInstallation> NewAsync(int customers, int entries)
    {
        var sample = new SampleInstallation();
        await using var services = sample.Services();
        await services.GetRequiredService<IInstallation>().MigrateAsync(Token);
        await services.OpenVaultAsync(Token);
        var ids = Enumerable.Range(0, customers).Select(Customer).ToList();
        await InParallelAsync(ids, id => WriteCustomerAsync(services, id));
        await InParallelAsync([.. Enumerable.Range(0, entries - 1).SelectMany(_ => ids)], id => services.GetRequiredService<ILedgerWriter>().AppendAsync(Call(id), Token));
        await WriteFewAsync(services, ids);
        return sample;
    }

    public static string Customer(int n) => $"cus_{n:D6}";

    public static SecretName Credentials(string customer) => new(customer, "obsidian/ångström", "credentials");

    /// <summary>Storage and vault as a server has them.</summary>
    public ServiceProvider Services() => Services(Folder);

    public static ServiceProvider Services(string folder) => new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(new ManualTime())
        .AddSqliteStorage(new() { File = Path.Combine(folder, "squaremcp.db") })
        .AddVault(new("local"), Path.Combine(folder, "vault.key"))
        .BuildServiceProvider();

    public void Change(string sql)
    {
        using var database = Database.OpenForWriting(File);
        database.Execute(sql);
    }

    public long Number(string sql)
    {
        using var database = Database.OpenForReading(File);
        return database.Number(sql);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static async Task WriteCustomerAsync(IServiceProvider services, string id)
    {
        await services.GetRequiredService<ICustomerIndex>().EnterAsync(new() { Id = id, Email = $"{id}@example.org", Name = $"Zoë {id} 🦊\0", Plan = Plan.Pro, CreatedAt = Start }, Token);
        await services.GetRequiredService<IGrainStorage>().WriteStateAsync("customer", GrainId.Create("square-customer", id), new Held { State = new() { Name = id } });
        await services.GetRequiredService<IVault>().PutAsync(Credentials(id), Secret.OfText($"token of {id}"), Token);
        var write = TestWrites.Write("wrt_1", "key-1") with { CustomerId = id, At = Start };
        await services.GetRequiredService<IWriteLedger>().BeginAsync(new() { Write = write, Owner = "a process" }, Token);
        await services.GetRequiredService<ILedgerWriter>().AppendAsync(
            Call(id) with { Write = new("wrt_1", WriteStatus.Done, ToolOutcome.Success("{}")), Recipients = [new('b', 64)] }, Token);
    }

    /// <summary>What not every customer has: files, signed heads, a chain that retention has shortened, a suspension, a write in flight, reminders, a rotation.</summary>
    private static async Task WriteFewAsync(IServiceProvider services, List<string> ids)
    {
        var (files, proof, first) = (services.GetRequiredService<ICustomerFileRecords>(), services.GetRequiredService<IAuditProof>(), ids[0]);
        var file = new FileRecord { Customer = first, Id = "fil_1", Name = "plan.pdf", MediaType = "application/pdf", CreatedAt = Start, ExpiresAt = Start.AddHours(24) };
        await files.BeginAsync(file, 300_000, Limits, Token);
        for (var seq = 0; seq < 3; seq++)
        {
            await files.AppendAsync(new(first, "fil_1", seq, 100_000, new byte[100_028]), Limits, Start, Token);
        }

        await files.FinishAsync(file with { Size = 300_000, Chunks = 3, Sha256 = new('c', 64) }, new(first, "fil_1", 3, 0, new byte[28]), TestDatabase.Entry(first) with { Action = "file.create" }, Token);
        await files.BeginAsync(file with { Id = "fil_unfinished" }, 1, Limits, Token);
        await services.GetRequiredService<ICustomerIndex>().EnterAsync(
            new() { Id = ids[1], Email = "b@example.org", Name = "B", Plan = Plan.Free, CreatedAt = Start, Suspension = new() { Since = Start, Reason = "An open invoice." } }, Token);
        await services.GetRequiredService<IWriteLedger>().BeginAsync(new() { Write = TestWrites.Write("wrt_2") with { CustomerId = ids[1] }, Owner = "a process" }, Token);
        await services.GetRequiredService<ISecretRecords>().SaveRotationAsync(new("kek_1", RotationState.Done, 5, Start, Start), Token);
        foreach (var id in ids.Take(3))
        {
            await proof.SaveAsync((await proof.HeadAsync(id, Start, Token))! with { KeyId = "key", PublicKey = "public", Signature = "signature" }, Token);
        }

        // Of one chain the newest entry is left, of another only the head.
        await proof.PruneAsync(ids[2], Start.AddDays(1), Token);
        await proof.PruneAsync(ids[3], Start.AddDays(1), Token);
        await services.GetRequiredService<ILedgerWriter>().AppendAsync(Call(ids[2]), Token);
        using var database = Database.OpenForWriting(services.GetRequiredService<SqliteStorageOptions>().File);
        database.Execute($"INSERT INTO reminders VALUES ('square-publish', '{first}/pub_1', 'go on', 'tag', 1728000000000, 60000, 1728000060000), ('square-credential', '{first}/x/Default', 'renew', 'tag', 1728000000001, 86400000, 1728000000002)");
    }

    private static LedgerItem Call(string customer) => TestDatabase.Item(customer) with
    {
        Audit = TestDatabase.Entry(customer) with { ArgumentsHash = new('d', 64), Summary = "path=Größe.md", Client = null },
        IsWrite = false,
    };

    private static async Task InParallelAsync<T>(IReadOnlyList<T> items, Func<T, Task> act)
    {
        foreach (var some in items.Chunk(AtOnce))
        {
            await Task.WhenAll(some.Select(act));
        }
    }

    internal sealed record Named
    {
        public string Name { get; init; } = "";
    }

    private sealed class Held : IGrainState<Named>
    {
        [System.Diagnostics.CodeAnalysis.AllowNull]
        public Named State { get; set; } = new();

        public string? ETag { get; set; }

        public bool RecordExists { get; set; }
    }
}

using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Customers;
using Squaremcp.Platforms;
using Squaremcp.Storage;
using Squaremcp.Storage.Import;
using Squaremcp.Storage.Sqlite;
using Squaremcp.Storage.Sqlite.Import;
using Squaremcp.Vault;

namespace Squaremcp.Benchmarks.Import;

/// <summary>Moves a large installation from one data folder into another, as <c>squaremcp import</c> does, and prints its time.</summary>
internal static class ImportReport
{
    private const int EntriesEach = 50;
    private const int AtOnce = 8_000;

    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddDays(20_000);

    /// <param name="rows">Audit entries; there is a customer with a secret for every fifty.</param>
    /// <returns>False where something did not arrive as it was.</returns>
    internal static async Task<bool> RunAsync(int rows)
    {
        using var source = new TemporaryFolder();
        using var target = new TemporaryFolder();
        var began = Stopwatch.GetTimestamp();
        await FillAsync(source.Path, rows / EntriesEach);
        Console.WriteLine($"{rows:N0} audit entries of {rows / EntriesEach:N0} customers written in {Seconds(began)} s: {Megabytes(source.Path)} MB");
        began = Stopwatch.GetTimestamp();
        var isGood = await MoveAsync(source.Path, target.Path);
        Console.WriteLine($"moved and verified in {Seconds(began)} s: {Megabytes(target.Path)} MB");
        return isGood;
    }

    private static async Task FillAsync(string folder, int customers)
    {
        await using var services = Services(folder);
        await services.GetRequiredService<IInstallation>().MigrateAsync(CancellationToken.None);
        await services.OpenVaultAsync(CancellationToken.None);
        foreach (var some in Enumerable.Range(0, customers).Select(n => $"cus_{n:D8}").Chunk(AtOnce))
        {
            await Task.WhenAll(some.Select(id => services.GetRequiredService<ICustomerIndex>().EnterAsync(new() { Id = id, Email = $"{id}@example.org", Name = id, Plan = Plan.Pro, CreatedAt = Start }, CancellationToken.None)));
            await Task.WhenAll(some.Select(id => services.GetRequiredService<IVault>().PutAsync(new(id, "obsidian/default", "credentials"), Secret.OfText(id), CancellationToken.None)));
            for (var entry = 0; entry < EntriesEach; entry++)
            {
                await Task.WhenAll(some.Select(id => services.GetRequiredService<ILedgerWriter>().AppendAsync(Call(id), CancellationToken.None)));
            }
        }
    }

    private static async Task<bool> MoveAsync(string from, string to)
    {
        await using var services = Services(to);
        await using var target = new SqliteTarget(Database(to), TimeProvider.System);
        return await InstallationMove.ImportAsync(
            from, target, [.. services.GetServices<IKeyWrapper>()], services.GetRequiredService<VaultOptions>(), ImportPrinter.Console(ImportWords.Import, json: false), CancellationToken.None);
    }

    private static ServiceProvider Services(string folder) => new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System)
        .AddSqliteStorage(new() { File = Database(folder) })
        .AddVault(new("local"), Path.Combine(folder, "vault.key"))
        .BuildServiceProvider();

    private static LedgerItem Call(string customer) => new()
    {
        Audit = new()
        {
            CustomerId = customer,
            At = Start,
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
            ArgumentsHash = new('d', 64),
            Summary = "path=Plan.md",
        },
        Usage = new("obsidian_read_note", Failed: false),
    };

    private static string Database(string folder) => Path.Combine(folder, SqliteSource.FileName);

    private static string Seconds(long began) => $"{Stopwatch.GetElapsedTime(began).TotalSeconds:0.0}";

    private static string Megabytes(string folder) => $"{new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length) / 1e6:N0}";
}

using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Connections;
using Squaremcp.Customers;
using Squaremcp.Frontend;
using Squaremcp.Ledger;
using Squaremcp.Platforms;
using Squaremcp.Storage;
using Squaremcp.Storage.Sqlite;
using Squaremcp.Tools;
using Squaremcp.Vault;

namespace Squaremcp.Tests.Crash;

/// <summary>
/// The process that is cut off: the whole gateway in this test assembly, above a platform that counts for itself. Asks again, with the same keys, what earlier processes were asked and never answered;
/// then asks for more until it dies.
/// </summary>
public sealed class WriteCrashChild
{
    internal const string Variable = "SQUAREMCP_TESTS_WRITE_CRASH";
    internal const string Whole = "every write once, every one accounted for";

    private const string Customer = "cus_crash";
    private const int Callers = 4;

    private static readonly Caller Operator = new() { CustomerId = Customer, Kind = CallerKind.Admin, Rights = Rights.Full, Via = "rest" };

    private readonly Lock gate = new();
    private string folder = "";

    [Fact(Explicit = true), Trait("Category", "Child")]
    public async Task Writes_until_cut_off()
    {
        var told = (Environment.GetEnvironmentVariable(Variable) ?? throw new InvalidOperationException($"{nameof(WriteCrashTests)} starts this.")).Split('|');
        folder = told[0];
        var (where, seed) = (Enum.Parse<CrashPoint>(told[1]), int.Parse(told[2]));
        var points = new CrashPoints(where, new Random(seed).Next(1, 15));
        await using var app = Server.Build(
            [$"--Squaremcp:DataDirectory={folder}/data", "--Logging:LogLevel:Default=None"], "http://127.0.0.1:0", builder => Cut(builder, points));
        await Server.StartAsync(app);
        var grains = app.Services.GetRequiredService<IGrainFactory>();
        await BeginAsync(grains);
        await ResolveAsync(grains);
        await AgainAsync(grains);
        if (where == CrashPoint.Nowhere)
        {
            await ResolveAsync(grains);
            Console.WriteLine(await CheckAsync(grains) ?? Whole);
            return;
        }

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            for (var n = 0; ; n++)
            {
                await AskAsync(grains, $"{seed}-{caller}-{n}");
            }
        }));
    }

    private string File(string name) => Path.Combine(folder, name);

    private void Cut(WebApplicationBuilder builder, CrashPoints points) => builder.Services
        .AddSingleton<IWriteLedger>(services => new CrashingWriteLedger(ActivatorUtilities.CreateInstance<WriteLedger>(services), points))
        .AddSingleton<ILedgerWriter>(services => new CrashingLedger(ActivatorUtilities.CreateInstance<LedgerWriter>(services), points))
        .AddSingleton<IConnector>(new CountingPlatform(File("platform.log"), () => points.At(CrashPoint.AfterThePlatformAnswered)));

    private static async Task BeginAsync(IGrainFactory grains)
    {
        var customer = grains.GetGrain<ICustomerGrain>(Customer);
        await customer.Create(new() { Email = "crash@example.org", Name = "Crash", Plan = Plan.Enterprise }, CancellationToken.None);
        var key = await grains.GetGrain<ITransportKeyGrain>(ITransportKeyGrain.Key).Current(CancellationToken.None);
        var box = SealedBoxes.Seal(key, """{"box":"notes"}"""u8, ConnectRequest.About(Customer, "stub", "default"));
        Assert.Null((await customer.Connect(new() { Platform = "stub", Account = "default", Settings = box }, Operator, CancellationToken.None)).Failure);
    }

    private async Task AskAsync(IGrainFactory grains, string key)
    {
        Note("asked", key);
        var outcome = await CallAsync(grains, key);
        Assert.True(outcome.Failure is null, $"{key}: {outcome.Failure?.Message}");
        Note("answered", key);
    }

    /// <summary>What a client does that got no answer.</summary>
    private async Task AgainAsync(IGrainFactory grains)
    {
        foreach (var key in Noted("asked").Except(Noted("answered")).ToList())
        {
            var outcome = await CallAsync(grains, key);
            Assert.True(outcome.Failure is null or { Reason: "already_done" }, $"{key}: {outcome.Failure?.Message}");
            Note("answered", key);
        }
    }

    private static Task<ToolOutcome> CallAsync(IGrainFactory grains, string key) => grains.GetGrain<ICustomerGrain>(Customer).CallTool(
        new() { Tool = "stub_write", Arguments = $$"""{"text":"{{key}}","idempotency_key":"{{key}}"}""", Caller = Operator, CallId = Ids.New("call", TimeProvider.System.GetUtcNow()) }, CancellationToken.None);

    /// <summary>What a person does with unknown writes: looks at the platform, and says what is there.</summary>
    private async Task ResolveAsync(IGrainFactory grains)
    {
        var there = Noted("platform").ToHashSet();
        foreach (var write in await WritesAsync(grains, WriteStatus.Unknown))
        {
            await grains.GetGrain<ICustomerGrain>(Customer).ResolveWrite(write.Id, there.Contains(write.IdempotencyKey!), Operator, CancellationToken.None);
        }
    }

    private async Task<string?> CheckAsync(IGrainFactory grains)
    {
        var ledger = grains.GetGrain<ILedgerGrain>(Customer);
        var (platform, writes) = (Noted("platform"), await WritesAsync(grains, null));
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var usage = (await ledger.Usage(today.AddDays(-1), today, CancellationToken.None)).Calls;
        var audited = await CountedAsync(ledger);
        var chain = await ledger.Verify(CancellationToken.None);
        return platform.Length != platform.Distinct().Count() ? $"twice: {string.Join(' ', platform.GroupBy(key => key).Where(group => group.Count() > 1).Select(group => group.Key))}"
            : Noted("answered").Except(platform).FirstOrDefault() is { } forgotten ? $"answered and not done: {forgotten}"
            : Noted("asked").Except(Noted("answered")).FirstOrDefault() is { } open ? $"never answered: {open}"
            : platform.Except(writes.Where(write => write.Status == WriteStatus.Done).Select(write => write.IdempotencyKey!)).FirstOrDefault() is { } unknown ? $"done and not in the ledger: {unknown}"
            : writes.FirstOrDefault(write => write.Status is WriteStatus.Sent or WriteStatus.Unknown) is { } left ? $"left {left.Status}: {left.IdempotencyKey}"
            : !chain.Ok ? $"the chain is broken: {chain.Reason}"
            : usage != platform.Length || audited != platform.Length ? $"the platform counted {platform.Length}, usage says {usage}, the audit {audited}"
            : null;
    }

    private static async Task<List<WriteRecord>> WritesAsync(IGrainFactory grains, WriteStatus? status)
    {
        var writes = new List<WriteRecord>();
        string? before = null;
        do
        {
            var page = await grains.GetGrain<ILedgerGrain>(Customer).Writes(new() { Before = before, Limit = 200, Status = status }, CancellationToken.None);
            writes.AddRange(page.Writes);
            before = page.Next;
        }
        while (before is not null);

        return writes;
    }

    private static async Task<int> CountedAsync(ILedgerGrain ledger)
    {
        var counted = 0;
        long? before = null;
        do
        {
            var page = await ledger.Audit(new() { Before = before, Limit = 200 }, CancellationToken.None);
            counted += page.Entries.Count(entry => entry.Counted);
            before = page.Next;
        }
        while (before is not null);

        return counted;
    }

    private void Note(string name, string key)
    {
        lock (gate)
        {
            System.IO.File.AppendAllText(File($"{name}.log"), key + "\n");
        }
    }

    private string[] Noted(string name) => System.IO.File.Exists(File($"{name}.log")) ? System.IO.File.ReadAllLines(File($"{name}.log")) : [];
}

using Squaremcp.Ledger;
using Squaremcp.Storage;
using Squaremcp.Tests.Support;
using Squaremcp.Tools;

namespace Squaremcp.Tests.Storage;

/// <summary>Writes and calls of one customer, for tests of the ledgers.</summary>
internal static class TestWrites
{
    public const string Anna = "cus_anna";

    public static readonly DateTimeOffset Now = new ManualTime().GetUtcNow();

    public static LedgerItem Used(DateTimeOffset at, string key, string account, bool isSend) => new()
    {
        Audit = TestDatabase.Entry(Anna) with { At = at, Actor = key, Platform = "stub", Account = account },
        Usage = new("stub_send", Failed: false, isSend),
    };

    public static WriteRecord Write(string id, string? key = null) => new()
    {
        Id = id,
        CustomerId = Anna,
        Tool = "stub_write",
        Platform = "stub",
        Account = "default",
        Status = WriteStatus.Sent,
        At = Now,
        Deadline = Now.AddMinutes(1),
        CallId = "call_1",
        Actor = "key_1",
        IdempotencyKey = key,
        ArgumentsHash = new('a', 64),
        Summary = "text=(5 characters)",
    };

    public static LedgerItem Ending(string id, WriteStatus status, ToolOutcome? outcome = null) => new()
    {
        Audit = TestDatabase.Entry(Anna) with { At = Now, WriteId = id },
        Usage = new("stub_write", Failed: false),
        IsWrite = true,
        Write = new(id, status, outcome),
    };

    public static Task<WriteAdmission> BeginAsync(TestDatabase database, string id, string? key = null) => BeginAsync(database, Write(id, key));

    public static Task<WriteAdmission> BeginAsync(TestDatabase database, WriteRecord write) => database.Writes.BeginAsync(new() { Write = write, Owner = "another process" }, CancellationToken.None).WaitAsync(TestDatabase.Patience);

    public static Task<WriteRecord?> GetAsync(TestDatabase database, string id) => database.Writes.GetAsync(Anna, id, CancellationToken.None);

    public static Task<WritePage> ListAsync(TestDatabase database, WriteQuery query) => database.Writes.ListAsync(Anna, query, CancellationToken.None);

    public static Task<WriteRecord?> ResolveAsync(TestDatabase database, string id, bool done) =>
        database.Writes.ResolveAsync(Anna, id, done, TestDatabase.Entry(Anna) with { Action = "write.resolve", At = database.Clock.GetUtcNow(), WriteId = id }, CancellationToken.None);
}

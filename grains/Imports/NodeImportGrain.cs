using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Squaremcp.Accounts;
using Squaremcp.Customers;
using Squaremcp.Imports;
using Squaremcp.Ledger;
using Squaremcp.Storage;

namespace Squaremcp.Grains.Imports;

[GenerateSerializer, Immutable, Alias("square.node-import-state.v1")]
public sealed record NodeImportState
{
    /// <summary>Null until it was begun.</summary>
    [Id(0)] public NewCustomer? Customer { get; init; }

    [Id(1)] public string? CustomerId { get; init; }

    [Id(2)] public DateTimeOffset? CompletedAt { get; init; }
}

[GrainType("square-node-import")]
public sealed class NodeImportGrain([PersistentState("import")] IPersistentState<NodeImportState> stored, ILedgerWriter ledger, TimeProvider clock) : StatefulGrain<NodeImportState>(stored), INodeImportGrain
{
    private string Import => $"nodejs/{this.GetPrimaryKeyString()}";

    public async Task<NodeImportView> Look(NewCustomer customer, CancellationToken cancellationToken) => State switch
    {
        { CompletedAt: not null } => View(NodeImportStanding.Done),
        { Customer: { } begun } when begun.Email != customer.Email => View(NodeImportStanding.OtherAddress),
        _ when !await Account(customer.Email).IsFree(Import, cancellationToken) => View(NodeImportStanding.AddressTaken),
        { Customer: not null } => View(NodeImportStanding.Begun),
        _ => View(NodeImportStanding.New),
    };

    public async Task<NodeImportView> Begin(NewCustomer customer, CancellationToken cancellationToken)
    {
        if (await Look(customer, cancellationToken) is { Standing: not (NodeImportStanding.New or NodeImportStanding.Begun) } other)
        {
            return other;
        }

        if (!await Account(customer.Email).Reserve(Import, cancellationToken))
        {
            return View(NodeImportStanding.AddressTaken);
        }

        var id = Ids.New("cus", clock.GetUtcNow());
        await ChangeAsync(current => current.CustomerId is not null ? current : current with { Customer = customer with { Owner = customer.Email }, CustomerId = id });
        await GrainFactory.GetGrain<ICustomerGrain>(State.CustomerId!).Create(State.Customer!, cancellationToken);
        return View(NodeImportStanding.Begun);
    }

    public async Task<bool> AddUsage(UsageMonth usage, CancellationToken cancellationToken)
    {
        var target = $"{Import} {usage.Month}";
        if (await IsRecordedAsync("usage.import", target, cancellationToken))
        {
            return false;
        }

        var calls = usage.Days.Sum(one => one.Calls).ToString("N0", CultureInfo.InvariantCulture);
        await ledger.AppendAsync(
            new()
            {
                Audit = Entry("usage.import", target) with { Summary = $"{calls} calls as the other product counted them", ArgumentsHash = Hash(usage) },
                Imported = usage.Days,
                IsWrite = true,
            },
            cancellationToken);
        return true;
    }

    public async Task<NodeImportView> Complete(NodePassword password, CancellationToken cancellationToken)
    {
        if (State is not { Customer: { } customer, CustomerId: { } id })
        {
            return View(NodeImportStanding.New);
        }

        if (State.CompletedAt is not null)
        {
            return View(NodeImportStanding.Done);
        }

        if (!await IsRecordedAsync("customer.import", Import, cancellationToken))
        {
            await ledger.AppendAsync(new() { Audit = Entry("customer.import", Import), IsWrite = true }, cancellationToken);
        }

        var account = new ImportedAccount { Import = Import, Name = customer.Name, PasswordHash = password.Hash, Customer = new() { CustomerId = id, CustomerName = customer.Name }, IsVerified = password.IsVerified };
        if (!await Account(customer.Email).Open(account, cancellationToken))
        {
            return View(NodeImportStanding.AddressTaken);
        }

        var now = clock.GetUtcNow();
        await ChangeAsync(current => current with { CompletedAt = now });
        return View(NodeImportStanding.Done);
    }

    private IAccountImportGrain Account(string email) => GrainFactory.GetGrain<IAccountImportGrain>(email);

    private NodeImportView View(NodeImportStanding standing) => new() { Standing = standing, CustomerId = State.CustomerId };

    /// <summary>The trail itself tells what was done: the entry and what goes with it are one transaction.</summary>
    private async Task<bool> IsRecordedAsync(string action, string target, CancellationToken cancellationToken) =>
        (await GrainFactory.GetGrain<ILedgerGrain>(State.CustomerId!).Audit(new() { Action = action, Target = target, Limit = 1 }, cancellationToken)).Entries.Count > 0;

    private AuditEntry Entry(string action, string target)
    {
        var now = clock.GetUtcNow();
        return new() { CustomerId = State.CustomerId!, At = now, Actor = "admin", Action = action, Target = target, Outcome = "ok", CallId = Ids.New("call", now), Via = "rest" };
    }

    /// <summary>So that the rows can be told from others, should anybody doubt them.</summary>
    private static string Hash(UsageMonth usage) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', usage.Days.Select(one => $"{one.Day:yyyy-MM-dd} {one.Tool} {one.Calls} {one.Failed}")))));
}

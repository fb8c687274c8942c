using Microsoft.Extensions.Logging;
using Squaremcp.Connections;
using Squaremcp.Customers;
using Squaremcp.Grains.Tools;
using Squaremcp.Ledger;
using Squaremcp.Platforms;
using Squaremcp.Storage;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Customers;

[GrainType("square-customer")]
public sealed partial class CustomerGrain(
    [PersistentState("customer")] IPersistentState<CustomerState> stored,
    Connectors connectors,
    ILedgerWriter ledger,
    GatewayToolRunner gateway,
    TimeProvider clock,
    ILogger<CustomerGrain> logger) : StatefulGrain<CustomerState>(stored), ICustomerGrain
{
    private string Id => this.GetPrimaryKeyString();

    private IDirectoryGrain TheDirectory => GrainFactory.GetGrain<IDirectoryGrain>(IDirectoryGrain.Key);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // A connection that was being made when the process ended: nobody was told that it exists, so it is taken back.
        foreach (var entry in State.Connections.Where(entry => entry.Connection.Status == ConnectionStatus.Connecting).ToList())
        {
            await TakeBackAsync(entry, cancellationToken);
        }
    }

    public async Task<CustomerView> Create(NewCustomer customer, CancellationToken cancellationToken)
    {
        var state = await ChangeAsync(current => current.Profile is not null ? current : current with
        {
            Profile = new() { Id = Id, Email = customer.Email, Name = customer.Name, Plan = customer.Plan, CreatedAt = clock.GetUtcNow() },
            Revision = 1,
        });
        await TheDirectory.Enter(state.Profile!, cancellationToken);
        await AuditAsync("customer.create", Id, "ok", Operator);
        return state.View()!;
    }

    public Task<CustomerView?> Describe(CancellationToken cancellationToken) => Task.FromResult(State.View());

    public async Task<KeyIssued> IssueKey(NewKey key, Caller by, CancellationToken cancellationToken)
    {
        if (KeyRules.Broken(State, key, connectors) is { } broken)
        {
            return new() { Failure = broken };
        }

        var now = clock.GetUtcNow();
        var entry = new KeyEntry
        {
            Hash = key.Hash,
            Key = new() { Id = Ids.New("key", now), Name = key.Name, Hint = key.Hint, Rights = key.Rights, Tools = key.Tools, CreatedAt = now },
        };
        await ChangeAsync(current => current.With(entry));
        await GrainFactory.GetGrain<IApiKeyGrain>(key.Hash).Bind(new() { CustomerId = Id, KeyId = entry.Key.Id, Rights = key.Rights, Tools = key.Tools }, cancellationToken);
        await AuditAsync("key.issue", entry.Key.Id, "ok", by);
        return new() { Key = entry.Key };
    }

    public async Task<bool> RevokeKey(string keyId, Caller by, CancellationToken cancellationToken)
    {
        if (State.Key(keyId) is not { } entry)
        {
            return false;
        }

        var now = clock.GetUtcNow();
        await ChangeAsync(current => current.Revoked(keyId, now));
        await GrainFactory.GetGrain<IApiKeyGrain>(entry.Hash).Revoke(now, cancellationToken);
        await AuditAsync("key.revoke", keyId, "ok", by);
        return true;
    }

    public async Task<ConnectOutcome> Connect(ConnectRequest request, Caller by, CancellationToken cancellationToken)
    {
        var outcome = await ConnectAsync(request, cancellationToken);
        if (State.Profile is not null)
        {
            await AuditAsync("connection.connect", $"{request.Platform}/{request.Account}", Word(outcome.Failure), by);
        }

        return outcome;
    }

    public async Task<bool> Disconnect(string platform, string account, Caller by, CancellationToken cancellationToken)
    {
        if (State.Connection(platform, account) is not { } entry)
        {
            return false;
        }

        // From the index first: from here on no call reaches it. What is left after a crash is found again by the claim's holder.
        await Credential(platform, account).Disconnect(cancellationToken);
        await ReleaseAsync(entry, cancellationToken);
        await ChangeAsync(current => current.Without(platform, account));
        await AuditAsync("connection.disconnect", $"{platform}/{account}", "ok", by);
        return true;
    }

    public async Task<ToolOutcome> CallTool(ToolCall call, CancellationToken cancellationToken)
    {
        if (State.Profile is null)
        {
            return ToolOutcome.Failed(FailureKind.NotFound, "There is no such customer.");
        }

        var started = clock.GetTimestamp();
        var admission = Admission.Of(State, call, connectors);
        var outcome = admission switch
        {
            { Refusal: { } refusal } => new ToolOutcome { Failure = refusal },
            { Connection: { } connection } => await InvokeAsync(connection, admission, call, cancellationToken),
            _ => await gateway.RunAsync(Id, State, admission.Tool!, admission.Arguments, call, GrainFactory, cancellationToken),
        };
        return await RecordAsync(call, admission, outcome, clock.GetElapsedTime(started));
    }

    private async Task<ToolOutcome> InvokeAsync(ConnectionView connection, Admission admission, ToolCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await Credential(connection.Platform, connection.Account)
                .Invoke(new() { Tool = admission.Tool!.Name, Arguments = admission.Arguments, CallId = call.CallId }, cancellationToken);
        }
        catch (OperationCanceledException) when (admission.Tool!.ReadOnly)
        {
            return ToolOutcome.Failed(FailureKind.PlatformUnavailable, "The call was cancelled before the platform answered. It can be made again.");
        }
#pragma warning disable CA1031 // whatever went wrong below, the call is recorded and its caller told
        catch (Exception exception)
#pragma warning restore CA1031
        {
            CallBroke(Id, call.Tool, call.CallId, exception);
            return admission.Tool!.ReadOnly
                ? ToolOutcome.Failed(FailureKind.PlatformUnavailable, $"The call could not be finished. It can be made again; if it fails again tell the operator the call id {call.CallId}.")
                : ToolOutcome.Failed(FailureKind.OutcomeUnknown, $"It is not known whether this was done. Look before you repeat it: read what you meant to change. The call id is {call.CallId}.");
        }
    }

    private async Task<ToolOutcome> RecordAsync(ToolCall call, Admission admission, ToolOutcome outcome, TimeSpan took)
    {
        var reached = admission is { Refusal: null, Connection: not null };
        var write = admission.Tool is { ReadOnly: false };
        try
        {
            // No caller's token: what happened is recorded whoever has gone away meanwhile.
            await ledger.AppendAsync(
                new()
                {
                    Audit = new()
                    {
                        CustomerId = Id,
                        At = clock.GetUtcNow(),
                        Actor = call.Caller.KeyId ?? "admin",
                        Action = "tool.call",
                        Target = call.Tool.Length > 64 ? call.Tool[..64] : call.Tool,
                        Outcome = Word(outcome.Failure),
                        CallId = call.CallId,
                        Via = call.Caller.Via,
                        Client = call.Caller.Client,
                        Platform = admission.Connection?.Platform,
                        Account = admission.Connection?.Account,
                        DurationMs = (int)took.TotalMilliseconds,
                    },
                    Usage = reached ? new(call.Tool, outcome.Failure is not null) : null,
                    IsWrite = reached && write,
                },
                CancellationToken.None);
            return outcome;
        }
#pragma warning disable CA1031 // an answer that cannot be recorded is not given
        catch (Exception exception)
#pragma warning restore CA1031
        {
            RecordFailed(Id, call.Tool, call.CallId, exception);
            return reached && write && outcome.Failure is null
                ? ToolOutcome.Failed(FailureKind.OutcomeUnknown, $"This was done, but it could not be written to the audit trail. Do not repeat it; tell the operator the call id {call.CallId}.")
                : ToolOutcome.Failed(FailureKind.PlatformUnavailable, $"The gateway cannot write its audit trail now and answers nothing without it. Try again in a minute; the call id is {call.CallId}.");
        }
    }

    private async Task<ConnectOutcome> ConnectAsync(ConnectRequest request, CancellationToken cancellationToken)
    {
        var plan = ConnectPlan.Of(State, request, connectors, Id, clock.GetUtcNow());
        if (plan.Failure is not null)
        {
            return new() { Failure = plan.Failure };
        }

        var before = State.Connection(request.Platform, request.Account);
        var entry = plan.Entry!;
        if (entry.Claim is { } claim && !(await TheDirectory.Claim(claim, cancellationToken)).Granted)
        {
            return new() { Failure = new() { Kind = FailureKind.Refused, Reason = "already_claimed", Message = $"{entry.Connection.Label} overlaps one that another connection holds. Choose another, disconnect that one first, or ask the operator to release it." } };
        }

        if (before is null)
        {
            await ChangeAsync(current => current.With(entry with { Connection = entry.Connection with { Status = ConnectionStatus.Connecting } }));
        }

        try
        {
            await Credential(request.Platform, request.Account).Connect(request with { Settings = plan.Settings! }, entry.Connection.Id, cancellationToken);
            await ChangeAsync(current => current.With(entry));
        }
        catch when (before is null)
        {
            await TakeBackAsync(entry, CancellationToken.None);
            throw;
        }

        return new() { Connection = entry.Connection, Created = before is null };
    }

    private async Task TakeBackAsync(ConnectionEntry entry, CancellationToken cancellationToken)
    {
        await Credential(entry.Connection.Platform, entry.Connection.Account).Disconnect(cancellationToken);
        await ReleaseAsync(entry, cancellationToken);
        await ChangeAsync(current => current.Without(entry.Connection.Platform, entry.Connection.Account));
    }

    private Task ReleaseAsync(ConnectionEntry entry, CancellationToken cancellationToken) =>
        entry.Claim is { } claim ? TheDirectory.Release(claim.Kind, claim.Holder, cancellationToken) : Task.CompletedTask;

    private ICredentialGrain Credential(string platform, string account) => GrainFactory.GetGrain<ICredentialGrain>($"{Id}/{platform}/{account}");

    private Task<AuditEntry> AuditAsync(string action, string target, string outcome, Caller by)
    {
        var now = clock.GetUtcNow();
        return ledger.AppendAsync(
            new()
            {
                Audit = new() { CustomerId = Id, At = now, Actor = by.KeyId ?? "admin", Action = action, Target = target, Outcome = outcome, CallId = Ids.New("call", now), Via = by.Via, Client = by.Client },
                IsWrite = true,
            },
            CancellationToken.None);
    }

    private Caller Operator => new() { CustomerId = Id, Kind = CallerKind.Admin, Rights = Rights.Full, Via = "rest" };

    private static string Word(ToolFailure? failure) => failure is null ? "ok" : Outcomes.Word(failure.Kind);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Customer}: {Tool} (call {CallId}) broke.")]
    private partial void CallBroke(string customer, string tool, string callId, Exception exception);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Customer}: {Tool} (call {CallId}) could not be recorded; its answer was withheld.")]
    private partial void RecordFailed(string customer, string tool, string callId, Exception exception);
}

using Microsoft.Extensions.Logging;
using Squaremcp.Connections;
using Squaremcp.Customers;
using Squaremcp.Grains.Connections;
using Squaremcp.Platforms;
using Squaremcp.Publishing;
using Squaremcp.Storage;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Publishing;

/// <summary>
/// Does a publish's steps one after the other, on its own: no call keeps it going and none that leaves stops it. A reminder is the net: a publish whose activation or process has died goes on with the next tick,
/// from what is on disk.
/// </summary>
[GrainType("square-publish")]
public sealed partial class PublishGrain(
    [PersistentState("publish")] IPersistentState<PublishState> stored,
    Connectors connectors,
    IWriteLedger writes,
    ILedgerWriter ledger,
    CursorSealer sealer,
    TimeProvider clock,
    ILogger<PublishGrain> logger) : StatefulGrain<PublishState>(stored), IPublishGrain, IRemindable
{
    private const string Net = "net";

    /// <summary>Orleans' shortest.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource stopping = new();
    private Task? running;

    private string Id => this.GetPrimaryKeyString();

    private PublishPlan Plan => connectors.Tool(State.Order!.Write.Tool)?.Publish ?? throw new InvalidOperationException($"{Id}: there is no publish tool {State.Order.Write.Tool} any more.");

    public async Task Prepare(PublishOrder order, CancellationToken cancellationToken)
    {
        // First, so that nothing is kept that nobody goes on with.
        await this.RegisterOrUpdateReminder(Net, Tick, Tick);
        await ChangeAsync(current => current.Prepared(order with { Arguments = sealer.Seal(Purpose(order), order.Arguments) }));
    }

    public async Task<PublishView?> Start(TimeSpan patience, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await ChangeAsync(current => current.Started(now));
        if (State.Order is null)
        {
            return null;
        }

        var run = GoOn();
        if (patience > TimeSpan.Zero && !run.IsCompleted)
        {
            await Task.WhenAny(run, Task.Delay(patience, clock, cancellationToken));
        }

        return State.View(Plan);
    }

    public async Task Forget(CancellationToken cancellationToken)
    {
        if (State is { Order: not null, StartedAt: null })
        {
            await ForgetAsync();
            await UnregisterAsync();
        }
    }

    public Task<PublishView?> Describe(string customerId, CancellationToken cancellationToken) =>
        Task.FromResult(State.Order?.Write.CustomerId == customerId ? State.View(Plan) : null);

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        var now = clock.GetUtcNow();
        switch (State)
        {
            case { Order: null }:
                await UnregisterAsync();
                break;
            case { StartedAt: null, Order: { } order }:
                await SettleAsync(order, now);
                break;
            case { IsRecorded: false }:
                _ = GoOn();
                break;
            case { EndedAt: { } ended } when now >= ended + PublishRules.Kept:
                await ForgetAsync();
                await UnregisterAsync();
                break;
        }
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // What is on its way is not called back: its end is saved as long as nobody else has gone on meanwhile.
        stopping.Cancel();
        return Task.CompletedTask;
    }

    /// <summary>Whoever prepared it has not come back.</summary>
    private async Task SettleAsync(PublishOrder order, DateTimeOffset now)
    {
        if (now < order.Write.At + Tick)
        {
            return;
        }

        if (await writes.GetAsync(order.Write.CustomerId, order.Write.Id, CancellationToken.None) is null)
        {
            await Forget(CancellationToken.None);
            return;
        }

        await ChangeAsync(current => current.StartedAt is null ? current.Ended(PublishRules.NeverStarted, now) : current);
        _ = GoOn();
    }

    private Task GoOn() => running is { IsCompleted: false } ? running : running = RunAsync();

    private async Task RunAsync()
    {
        try
        {
            while (!stopping.IsCancellationRequested && await GoOnAsync(PublishRules.Decide(State, Plan, clock.GetUtcNow())))
            {
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The next activation goes on.
        }
        catch (Exception broke) // nobody awaits this; the reminder goes on from what is on disk
        {
            Interrupted(Id, broke);
        }
    }

    /// <returns>False where there is nothing more to do.</returns>
    private async Task<bool> GoOnAsync(PublishDecision decision)
    {
        switch (decision)
        {
            case PublishDecision.Wait(var until):
                await Task.Delay(until - clock.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero, clock, stopping.Token);
                return true;
            case PublishDecision.Do(var step):
                await DoAsync(step);
                return true;
            case PublishDecision.End(var outcome):
                await ChangeAsync(current => current.Ended(outcome, clock.GetUtcNow()));
                return true;
            case PublishDecision.Record:
                await RecordAsync();
                return true;
            default:
                return false;
        }
    }

    private async Task DoAsync(PublishStepFacts step)
    {
        if (!State.IsVisible && await StoppedAsync() is { } stopped)
        {
            var halted = Plan;
            await ChangeAsync(current => current.Outcome is null ? current.After(step, stopped, halted, clock.GetUtcNow()) : current);
            return;
        }

        var state = step.IsRepeatable ? State : await ChangeAsync(current => current.Marked(clock.GetUtcNow()));
        var outcome = await InvokeAsync(state, step);
        var plan = Plan;
        await ChangeAsync(current => current.Outcome is null ? current.After(step, outcome, plan, clock.GetUtcNow()) : current);
    }

    /// <summary>Why nothing more is sent of a publish nobody can see yet (decision 0016); null where it goes on. What may be visible already is followed to its end, or nobody would know it.</summary>
    private async Task<ToolOutcome?> StoppedAsync()
    {
        try
        {
            return await GrainFactory.GetGrain<IStandingGrain>(State.Order!.Write.CustomerId).Suspension(CancellationToken.None).WaitAsync(Deadlines.Customer, clock, CancellationToken.None) is { } suspension
                ? new() { Failure = suspension.Refusal(), NotSent = true }
                : null;
        }
        catch (Exception broke) // the step is tried again later
        {
            StepBroke(Id, State.Order!.Write.Tool, State.Step ?? "first", broke);
            return new() { Failure = new() { Kind = FailureKind.PlatformUnavailable, Message = "The gateway could not look whether the customer may act." }, NotSent = true };
        }
    }

    private async Task<ToolOutcome> InvokeAsync(PublishState state, PublishStepFacts step)
    {
        var (order, write) = (state.Order!, state.Order!.Write);
        try
        {
            var invocation = new ToolInvocation
            {
                Tool = write.Tool,
                Arguments = sealer.Open(Purpose(order), order.Arguments, int.MaxValue) ?? throw new InvalidOperationException($"{Id}: the arguments cannot be opened; was the cursor key replaced?"),
                CallId = write.CallId,
                Step = new() { Name = step.Name, State = state.Handed, IsRepeatable = step.IsRepeatable, ConnectionId = order.ConnectionId },
            };
            return await GrainFactory.GetGrain<ICredentialGrain>($"{write.CustomerId}/{write.Platform}/{write.Account}")
                .Invoke(invocation, CancellationToken.None).WaitAsync(Deadlines.Credential, clock, CancellationToken.None);
        }
        catch (Exception broke) // whatever went wrong below: it is not known what was done
        {
            StepBroke(Id, write.Tool, step.Name, broke);
            return PlatformOutcome.Broken(harmless: step.IsRepeatable, write.CallId);
        }
    }

    private static string Purpose(PublishOrder order) => $"{order.Write.CustomerId}|{order.Write.Id}|arguments";

    private async Task UnregisterAsync()
    {
        if (await this.GetReminder(Net) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Publish}: {Tool} broke off in the step {Step}.")]
    private partial void StepBroke(string publish, string tool, string step, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Publish}: interrupted; it goes on within a minute.")]
    private partial void Interrupted(string publish, Exception exception);
}

using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Embedded.Api;

namespace Squaremcp.Embedded;

/// <summary>
/// One grain in memory: its calls, and the scheduler that runs its turns one at a time.
/// A turn is what runs between two awaits; calls that interleave take turns, others wait for the one that runs.
/// </summary>
internal sealed class Activation : TaskScheduler, IGrainContext, IThreadPoolWorkItem
{
    [ThreadStatic]
    private static Activation? running;

    [ThreadStatic]
    private static Activation? inlining;

    private readonly Lock gate = new();
    private readonly Queue<Task> turns = new();
    private readonly List<GrainCall> waiting = [];
    private readonly TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly GrainHost host;
    private readonly GrainClass kind;
    private AsyncServiceScope scope;
    private IDisposable[] timers = [];
    private Phase phase = Phase.Activating;
    private DeactivationReason reason;
    private GrainCall? blocking;
    private int runningCalls;
    private bool busy;
    private long lastUsed;

    internal Activation(GrainHost host, GrainClass kind, GrainId id)
    {
        this.host = host;
        this.kind = kind;
        GrainId = id;
        lastUsed = host.Clock.GetTimestamp();
    }

    private enum Phase
    {
        Activating,
        Active,
        Deactivating,
        Gone,
    }

    /// <summary>The activation whose turn runs on this thread.</summary>
    internal static new Activation Current => running ?? throw new InvalidOperationException("Grains are made by the host, not by new: get a reference from IGrainFactory.");

    internal static bool InTurn => running is not null;

    internal static GrainId? CurrentId => running?.GrainId;

    public GrainId GrainId { get; }

    public object? GrainInstance { get; private set; }

    public IServiceProvider ActivationServices => scope.ServiceProvider;

    public Task Deactivated => gone.Task;

    internal GrainHost Host => host;

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            BeginEnd(deactivationReason);
        }
    }

    /// <summary>False once this activation is gone: the caller asks the directory again, so no call is lost or runs twice.</summary>
    internal bool TryTake(GrainCall call)
    {
        lock (gate)
        {
            if (phase is Phase.Gone)
            {
                return false;
            }

            if (!MayStart(call))
            {
                call.Flow ??= ExecutionContext.Capture();
                waiting.Insert(host.Faults?.Place(waiting.Count) ?? waiting.Count, call);
                return true;
            }

            Admit(call);
        }

        Start(call, mayInline: host.Faults is null);
        return true;
    }

    internal void Activate() => Post(ActivateAsync);

    internal void EndIfIdle(TimeSpan age)
    {
        lock (gate)
        {
            if (phase is Phase.Active && runningCalls == 0 && waiting.Count == 0 && host.Clock.GetElapsedTime(lastUsed) >= age)
            {
                BeginEnd(new DeactivationReason(DeactivationReasonCode.ActivationIdle, $"{GrainId} was not called for {age}."));
            }
        }
    }

    /// <summary>Called once for each admitted call, on any thread.</summary>
    internal void Finished(GrainCall call, Exception? failure)
    {
        if (failure is InconsistentStateException { IsSourceActivation: true } stale)
        {
            stale.IsSourceActivation = false;
            Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationError, "Its stored state was changed by somebody else."));
        }

        lock (gate)
        {
            runningCalls--;
            lastUsed = host.Clock.GetTimestamp();
            blocking = blocking == call ? null : blocking;
            StartWaiting();
            EndWhenQuiet();
        }
    }

    /// <summary>A call whose caller no longer waits is not begun.</summary>
    internal void Forget(GrainCall call)
    {
        lock (gate)
        {
            waiting.Remove(call);
        }
    }

    internal void AddTimer(IDisposable timer)
    {
        lock (gate)
        {
            timers = [.. timers, timer];
        }
    }

    /// <summary>A tick of a timer is waited for as a call is.</summary>
    /// <returns>False where this activation leaves: no tick begins then.</returns>
    internal bool TryBeginTick()
    {
        lock (gate)
        {
            if (phase is Phase.Deactivating or Phase.Gone)
            {
                return false;
            }

            runningCalls++;
            return true;
        }
    }

    internal void EndTick()
    {
        lock (gate)
        {
            runningCalls--;
            EndWhenQuiet();
        }
    }

    /// <summary>As if a call had just ended.</summary>
    internal void Touch()
    {
        lock (gate)
        {
            lastUsed = host.Clock.GetTimestamp();
        }
    }

    internal void RemoveTimer(IDisposable timer)
    {
        lock (gate)
        {
            timers = [.. timers.Where(t => t != timer)];
        }
    }

    /// <summary>Runs a turn soon; never on the caller's stack.</summary>
    internal void Post(Func<Task> work) =>
        _ = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    void IThreadPoolWorkItem.Execute()
    {
        while (true)
        {
            Task? turn;
            lock (gate)
            {
                if (!turns.TryDequeue(out turn))
                {
                    busy = false;
                    return;
                }
            }

            RunTurn(turn);
        }
    }

    protected override void QueueTask(Task task)
    {
        var inline = inlining == this;
        inlining = null;
        lock (gate)
        {
            if (!inline || busy)
            {
                turns.Enqueue(task);
                if (!busy)
                {
                    busy = true;
                    ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
                }

                return;
            }

            busy = true;
        }

        RunTurn(task);
        lock (gate)
        {
            busy = turns.Count > 0;
            if (busy)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        running == this && !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [.. turns];

    private void RunTurn(Task turn)
    {
        var outer = running;
        running = this;
        try
        {
            TryExecuteTask(turn);
        }
        finally
        {
            running = outer;
        }
    }

    private bool MayStart(GrainCall call) => phase is Phase.Active && (call.Interleaves || blocking is null);

    private void Admit(GrainCall call)
    {
        runningCalls++;
        if (!call.Interleaves)
        {
            blocking = call;
        }
    }

    /// <summary>
    /// An activation that is doing nothing runs the call's first turn on the caller's thread: no queue, no switch of thread.
    /// Not under a synchronization context, to which awaits in grain code would go back instead of to the activation.
    /// </summary>
    private void Start(GrainCall call, bool mayInline)
    {
        var turn = new Task(static state => ((GrainCall)state!).BeginInItsFlow(), call, TaskCreationOptions.DenyChildAttach);
        call.Target = this;
        inlining = mayInline && SynchronizationContext.Current is null && System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack() ? this : null;
        turn.Start(this);
    }

    private void StartWaiting()
    {
        for (var i = 0; i < waiting.Count && phase is Phase.Active;)
        {
            var call = waiting[i];
            if (!MayStart(call))
            {
                i++;
                continue;
            }

            waiting.RemoveAt(i);
            Admit(call);
            Start(call, mayInline: false);
        }
    }

    private async Task ActivateAsync()
    {
        try
        {
            scope = host.Services.CreateAsyncScope();
            GrainInstance = kind.Create(this);
            foreach (var state in kind.StatesOf(this))
            {
                await state.ReadStateAsync();
            }

            await ((IGrainBase)GrainInstance).OnActivateAsync(CancellationToken.None);
        }
        catch (Exception e)
        {
            host.ActivationFailed(GrainId, e);
            await LeaveAsync(e);
            return;
        }

        lock (gate)
        {
            if (phase is Phase.Activating)
            {
                phase = Phase.Active;
            }

            StartWaiting();
            EndWhenQuiet();
        }
    }

    private void BeginEnd(DeactivationReason why)
    {
        if (phase is Phase.Deactivating or Phase.Gone)
        {
            return;
        }

        var activated = phase is Phase.Active;
        phase = Phase.Deactivating;
        reason = why;
        if (activated)
        {
            EndWhenQuiet();
        }
    }

    private void EndWhenQuiet()
    {
        if (phase is Phase.Deactivating && runningCalls == 0)
        {
            runningCalls = int.MinValue / 2;      // nobody ends it twice
            Post(DeactivateAsync);
        }
    }

    private async Task DeactivateAsync()
    {
        EndTimers();
        try
        {
            await ((IGrainBase)GrainInstance!).OnDeactivateAsync(reason, CancellationToken.None);
        }
        catch (Exception e)
        {
            host.DeactivationFailed(GrainId, e);
        }

        await LeaveAsync(failure: null);
    }

    private void EndTimers()
    {
        foreach (var timer in timers)
        {
            timer.Dispose();
        }
    }

    private async Task LeaveAsync(Exception? failure)
    {
        GrainCall[] left;
        lock (gate)
        {
            phase = Phase.Gone;
            left = [.. waiting];
            waiting.Clear();
        }

        EndTimers();
        host.Remove(this);
        try
        {
            await scope.DisposeAsync();
        }
        catch (Exception e)
        {
            host.DeactivationFailed(GrainId, e);
        }
        finally
        {
            gone.TrySetResult();
        }

        foreach (var call in left)
        {
            if (failure is null)
            {
                host.Deliver(call);
            }
            else
            {
                call.Fail(failure);
            }
        }
    }
}

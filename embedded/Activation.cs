using Squaremcp.Embedded.Api;

namespace Squaremcp.Embedded;

/// <summary>
/// One grain in memory. A task scheduler of its own: everything the grain's code does, continuations too, runs here one piece at a time.
/// Requests that may not interleave wait for each other whole, from start to end.
/// </summary>
internal sealed class Activation : TaskScheduler, IGrainContext, IStateOwner, IThreadPoolWorkItem
{
    private const int PiecesPerTurn = 64;

    [ThreadStatic]
    private static Activation? constructing;

    private readonly Lock gate = new();
    private readonly Queue<Task> pieces = [];
    private readonly Queue<Request> waiting = [];
    private readonly List<ILoadedState> states = [];
    private readonly TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly GrainHost host;
    private readonly GrainClass grainClass;
    private Phase phase = Phase.Activating;
    private DeactivationReason reason;
    private Exception? failure;
    private bool scheduled;
    private bool leavesOnceActive;
    private bool blocked;
    private int running;
    private Grain? grain;

    internal Activation(GrainHost host, GrainClass grainClass, GrainId id)
    {
        (this.host, this.grainClass, GrainId) = (host, grainClass, id);
        LastUsed = host.Clock.GetTimestamp();
    }

    private enum Phase
    {
        Activating,
        Active,
        Leaving,
        Gone,
    }

    public GrainId GrainId { get; }

    public IServiceProvider ActivationServices => host.Services;

    /// <summary>Completed once no call can reach this activation any more.</summary>
    internal Task Gone => gone.Task;

    internal long LastUsed { get; private set; }

    internal static IGrainContext Constructing =>
        constructing ?? throw new InvalidOperationException("Grains are made by their host, not by new.");

    internal void Activate() => _ = OnOwnTurn(ActivateAsync);

    /// <summary>False where this activation is leaving; the call belongs to the next one.</summary>
    internal bool TryEnter(Request request)
    {
        lock (gate)
        {
            if (phase is Phase.Leaving or Phase.Gone)
            {
                return false;
            }

            LastUsed = host.Clock.GetTimestamp();
            if (phase == Phase.Activating || !MayStart(request))
            {
                waiting.Enqueue(request);
                return true;
            }

            Enter(request);
        }

        request.Start(this, grain!);
        return true;
    }

    /// <summary>Called by a request when it has ended, whatever its end.</summary>
    internal void Left(Request request)
    {
        List<Request>? ready = null;
        lock (gate)
        {
            running--;
            blocked &= request.Interleaves;
            while (phase == Phase.Active && waiting.TryPeek(out var next) && MayStart(next))
            {
                Enter(waiting.Dequeue());
                (ready ??= []).Add(next);
            }
        }

        ready?.ForEach(next => next.Start(this, grain!));
        LeaveIfDone();
    }

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            if (phase is Phase.Leaving or Phase.Gone)
            {
                return;
            }

            reason = deactivationReason;
            if (phase == Phase.Activating)
            {
                leavesOnceActive = true;
                return;
            }

            phase = Phase.Leaving;
        }

        LeaveIfDone();
    }

    /// <summary>Deactivates where nobody called since <paramref name="before"/> and nothing runs.</summary>
    internal void DeactivateIfIdle(long before)
    {
        lock (gate)
        {
            if (phase != Phase.Active || running > 0 || waiting.Count > 0 || LastUsed > before)
            {
                return;
            }

            (phase, reason) = (Phase.Leaving, new(DeactivationReasonCode.ActivationIdle, "Nobody called for a while."));
        }

        LeaveIfDone();
    }

    public void Own(ILoadedState state) => states.Add(state);

    public bool RefusesSave() => host.Faults is { } faults && faults.Happens(faults.RefuseSave, GrainId.Type.Value);

    internal Task OnOwnTurn(Func<Task> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    private bool MayStart(Request request) => request.Interleaves || !blocked;

    private void Enter(Request request)
    {
        running++;
        blocked |= !request.Interleaves;
    }

    private async Task ActivateAsync()
    {
        try
        {
            grain = Construct();
            foreach (var state in states)
            {
                await state.LoadAsync();
            }

            await grain.OnActivateAsync(CancellationToken.None);
        }
        catch (Exception exception)
        {
            // Whatever went wrong goes to the callers.
            failure = exception;
        }

        List<Request> ready = [];
        lock (gate)
        {
            phase = failure is null && !leavesOnceActive ? Phase.Active : Phase.Leaving;
            while (phase == Phase.Active && waiting.TryPeek(out var next) && MayStart(next))
            {
                Enter(waiting.Dequeue());
                ready.Add(next);
            }
        }

        ready.ForEach(next => next.Start(this, grain!));
        LeaveIfDone();
    }

    private Grain Construct()
    {
        constructing = this;
        try
        {
            return grainClass.Create(host.Services, GrainId, this);
        }
        finally
        {
            constructing = null;
        }
    }

    private void LeaveIfDone()
    {
        lock (gate)
        {
            if (phase != Phase.Leaving || running > 0)
            {
                return;
            }

            phase = Phase.Gone;
        }

        _ = OnOwnTurn(LeaveAsync);
    }

    private async Task LeaveAsync()
    {
        if (failure is null)
        {
            try
            {
                await grain!.OnDeactivateAsync(reason, CancellationToken.None);
            }
            catch (Exception exception)
            {
                // A grain that fails to say goodbye goes all the same.
                host.SaidGoodbyeBadly(GrainId, exception);
            }
        }

        host.Forget(this);
        gone.SetResult();
        foreach (var request in waiting)
        {
            if (failure is null)
            {
                host.Send(request, GrainId);
            }
            else
            {
                request.Fail(failure);
            }
        }
    }

    protected override void QueueTask(Task task)
    {
        lock (pieces)
        {
            pieces.Enqueue(task);
            if (scheduled)
            {
                return;
            }

            scheduled = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    void IThreadPoolWorkItem.Execute()
    {
        for (var i = 0; i < PiecesPerTurn; i++)
        {
            Task piece;
            lock (pieces)
            {
                if (!pieces.TryDequeue(out piece!))
                {
                    scheduled = false;
                    return;
                }
            }

            TryExecuteTask(piece);
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    // Inlining would run a piece beside the one that runs now.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (pieces)
        {
            return [.. pieces];
        }
    }
}

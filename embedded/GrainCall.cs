using System.Reflection;
using Squaremcp.Embedded.Api;

namespace Squaremcp.Embedded;

/// <summary>One call on its way: who is called with what, and the answer its caller waits for.</summary>
internal abstract class GrainCall(GrainHost host, GrainClass kind, GrainId id, GrainMethod method, object?[] arguments)
{
    private Func<Task>? stopGrain;
    private CancellationTokenRegistration caller;

    internal GrainHost Host => host;

    internal GrainClass Kind => kind;

    internal GrainId Id => id;

    internal GrainMethod Method => method;

    internal object?[] Arguments => arguments;

    internal bool Interleaves => method.Interleaves;

    internal GrainId? Source { get; } = Activation.CurrentId;

    internal Activation? Target { get; set; }

    /// <summary>What flows with the caller (RequestContext, the current span), kept while the call waits: its turn is begun by whoever ends the turn before it.</summary>
    internal ExecutionContext? Flow { get; set; }

    /// <summary>On the host's clock, in its timestamp ticks.</summary>
    internal long Deadline { get; set; }

    internal abstract Task Answer { get; }

    internal abstract void Begin();

    internal void BeginInItsFlow()
    {
        if (Flow is { } flow)
        {
            ExecutionContext.Run(flow, static state => ((GrainCall)state!).Begin(), this);
        }
        else
        {
            Begin();
        }
    }

    internal abstract bool Fail(Exception failure);

    internal abstract bool Cancel(CancellationToken token);

    /// <summary>The grain gets a token of the call's own, which the caller's token and the response timeout both cancel, in a turn of the grain.</summary>
    internal void LinkCancellation()
    {
        if (method.TokenAt < 0)
        {
            return;
        }

        var token = arguments[method.TokenAt] is CancellationToken given ? given : default;
        var own = new CancellationTokenSource();      // has no timer and no link, so nothing to dispose
        stopGrain = own.CancelAsync;
        arguments[method.TokenAt] = own.Token;
        if (token.CanBeCanceled)
        {
            caller = token.UnsafeRegister(static (state, cancelled) => ((GrainCall)state!).Abandon(cancelled), this);
        }
    }

    internal void TimeOut(TimeSpan after)
    {
        if (Fail(new TimeoutException($"{id}.{method.Name} gave no answer within {after.TotalSeconds} s. It may have run, or may run still.")))
        {
            StopGrain();
        }
    }

    protected void Settled()
    {
        caller.Unregister();
        host.Answered(this);
    }

    private void Abandon(CancellationToken token)
    {
        if (Cancel(token))
        {
            StopGrain();
        }
    }

    private void StopGrain()
    {
        if (Target is { } activation && stopGrain is { } stop)
        {
            activation.Post(stop);
        }
        else
        {
            GrainHost.Forget(this);
        }
    }
}

/// <typeparam name="T">The answer's type; <see cref="object"/> for a plain <see cref="Task"/>.</typeparam>
internal sealed class GrainCall<T>(GrainHost host, GrainClass kind, GrainId id, GrainMethod method, object?[] arguments)
    : GrainCall(host, kind, id, method, arguments)
{
    // Continuations run elsewhere: the caller's code must not run inside the callee's turn.
    private readonly TaskCompletionSource<T?> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal override Task Answer => answer.Task;

    internal override void Begin() => _ = RunAsync();

    internal override bool Fail(Exception failure)
    {
        Settled();
        return answer.TrySetException(failure);
    }

    internal override bool Cancel(CancellationToken token)
    {
        Settled();
        return answer.TrySetCanceled(token);
    }

    private async Task RunAsync()
    {
        if (answer.Task.IsCompleted)
        {
            Target!.Finished(this, failure: null);      // its caller left while it waited
            return;
        }

        Exception? failure = null;
        try
        {
            var result = await InvokeAsync().ConfigureAwait(false);      // what is left to do needs no turn
            if (Host.Faults?.Roll(Fault.LoseAnswer) is true)
            {
                failure = new TimeoutException($"{Id}.{Method.Name}: the answer was lost on purpose. It ran.");
            }
            else
            {
                Settled();
                answer.TrySetResult((T?)Method.Answer.Copy(result));
            }
        }
        catch (Exception e)
        {
            failure = e is TargetInvocationException { InnerException: { } inner } ? inner : e;
        }

        Target!.Finished(this, failure);
        switch (failure)
        {
            case null:
                break;
            case OperationCanceledException cancelled:
                Cancel(cancelled.CancellationToken);
                break;
            default:
                Fail(Host.Copying.Exception(failure));
                break;
        }
    }

    private async ValueTask<T?> InvokeAsync()
    {
        if (Host.Filters.Length > 0)
        {
            return (T?)await new FilteredCall(this, Host.Filters).RunAsync();
        }

        var pending = Method.Invoke(Target!.GrainInstance!, Arguments);
        if (pending is Task<T?> typed)
        {
            return await typed.ConfigureAwait(false);
        }

        await pending.ConfigureAwait(false);
        return default;
    }
}

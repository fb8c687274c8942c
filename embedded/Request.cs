using Squaremcp.Embedded.Api;

namespace Squaremcp.Embedded;

/// <summary>One call on its way to a grain.</summary>
internal abstract class Request(GrainMethod method)
{
    internal GrainMethod Method { get; } = method;

    internal bool Interleaves => Method.Interleaves;

    /// <summary>Runs the call on the activation's turns; the activation has let it in.</summary>
    internal abstract void Start(Activation activation, Grain grain);

    internal abstract void Fail(Exception exception);
}

internal sealed class Request<T>(GrainHost host, GrainMethod method, object?[] arguments, Func<object, object?[], Task<T>> invoke) : Request(method), IIncomingGrainCallContext
{
    private readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ExecutionContext? context = ExecutionContext.Capture();
    private Activation? activation;
    private Grain? grain;
    private int filter;

    public object Grain => grain!;

    public GrainId TargetId => activation!.GrainId;

    public string InterfaceName => Method.InterfaceName;

    public string MethodName => Method.Name;

    public object? Result { get; set; }

    internal Task<T> Answer => answer.Task;

    internal override void Start(Activation on, Grain instance)
    {
        (activation, grain) = (on, instance);
        if (context is null)
        {
            _ = on.OnOwnTurn(RunAsync);
        }
        else
        {
            ExecutionContext.Run(context, static self => _ = ((Request<T>)self!).activation!.OnOwnTurn(((Request<T>)self).RunAsync), this);
        }
    }

    internal override void Fail(Exception exception) => answer.TrySetException(exception);

    /// <summary>The next filter, or the grain itself after the last.</summary>
    public async Task Invoke()
    {
        if (filter < host.Filters.Count)
        {
            await host.Filters[filter++].Invoke(this);
        }
        else
        {
            Result = await invoke(grain!, arguments);
        }
    }

    private async Task RunAsync()
    {
        try
        {
            if (host.Filters.Count == 0)
            {
                answer.TrySetResult(await invoke(grain!, arguments));
            }
            else
            {
                await Invoke();
                answer.TrySetResult((T)Result!);
            }
        }
        catch (OperationCanceledException canceled) when (canceled.CancellationToken.IsCancellationRequested)
        {
            answer.TrySetCanceled(canceled.CancellationToken);
        }
        catch (Exception exception)
        {
            // It goes to the caller.
            if (exception is InconsistentStateException)
            {
                activation!.Deactivate(new(DeactivationReasonCode.ApplicationError, "Its state in storage is not the one it read."));
            }

            answer.TrySetException(exception);
        }
        finally
        {
            activation!.Left(this);
        }
    }
}

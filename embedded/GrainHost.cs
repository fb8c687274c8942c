using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Squaremcp.Embedded.Api;

namespace Squaremcp.Embedded;

/// <summary>Runs grains in this one process, with Orleans' semantics and without its network. It will never cluster.</summary>
internal sealed partial class GrainHost : IGrainFactory, IHostedService, IAsyncDisposable
{
    private readonly ConcurrentDictionary<GrainId, Activation> activations = new();
    private readonly Dictionary<Type, GrainClass> classes = [];
    private readonly EmbeddedOptions options;
    private readonly ILogger<GrainHost> logger;
    private readonly ITimer idle;
    private volatile bool stopped;

    public GrainHost(EmbeddedOptions options, IServiceProvider services, TimeProvider clock, ILogger<GrainHost> logger)
    {
        (this.options, Services, Clock, this.logger) = (options, services, clock, logger);
        Filters = [.. services.GetServices<IIncomingGrainCallFilter>()];
        foreach (var grain in options.Assemblies.Distinct().SelectMany(assembly => assembly.GetTypes()).Where(type => type.IsSubclassOf(typeof(Grain)) && !type.IsAbstract).Select(type => new GrainClass(type)))
        {
            foreach (var one in grain.Interfaces)
            {
                classes.Add(one, grain);
            }
        }

        var period = TimeSpan.FromTicks(Math.Max(options.IdleAge.Ticks / 4, TimeSpan.TicksPerSecond));
        idle = clock.CreateTimer(_ => DropIdle(), null, period, period);
    }

    internal IServiceProvider Services { get; }

    internal TimeProvider Clock { get; }

    internal IReadOnlyList<IIncomingGrainCallFilter> Filters { get; }

    internal Faults? Faults => options.Faults;

    internal int Activations => activations.Count;

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        if (grainClassNamePrefix is not null)
        {
            throw new NotSupportedException("One class implements each grain interface here; there is no prefix to choose by.");
        }

        ArgumentException.ThrowIfNullOrEmpty(primaryKey);
        return classes.TryGetValue(typeof(TGrainInterface), out var grain)
            ? GrainProxy.Create<TGrainInterface>(this, GrainId.Create(grain.GrainType, primaryKey))
            : throw new ArgumentException($"No grain class implements {typeof(TGrainInterface)}; is its assembly among EmbeddedOptions.Assemblies?", nameof(grainClassNamePrefix));
    }

    internal async Task<T> CallAsync<T>(GrainMethod method, GrainId target, object?[] arguments, Func<object, object?[], Task<T>> invoke)
    {
        var token = method.TakesToken ? (CancellationToken)arguments[^1]! : CancellationToken.None;
        token.ThrowIfCancellationRequested();
        var timeout = TaskScheduler.Current is Activation ? options.SiloResponseTimeout : options.ClientResponseTimeout;
        var request = new Request<T>(this, method, arguments, invoke);
        if (Faults is { } faults)
        {
            return await DisturbedAsync(faults, request, target, timeout, token);
        }

        Send(request, target);
        return await Answered(request, target, timeout, token);
    }

    internal void Send(Request request, GrainId target)
    {
        while (!stopped)
        {
            if (activations.TryGetValue(target, out var activation))
            {
                if (activation.TryEnter(request))
                {
                    return;
                }

                // It is leaving: the next activation must not read the state before this one is through with it.
                _ = activation.Gone.ContinueWith(_ => Send(request, target), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                return;
            }

            var made = new Activation(this, ClassOf(target), target);
            if (activations.TryAdd(target, made))
            {
                made.Activate();
            }
        }

        request.Fail(new OrleansException($"The host is stopping; {target} is not called any more."));
    }

    internal void Forget(Activation activation) => activations.TryRemove(KeyValuePair.Create(activation.GrainId, activation));

    internal void SaidGoodbyeBadly(GrainId grain, Exception exception) => DeactivationFailed(grain.ToString(), exception);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        stopped = true;
        var leaving = activations.Values.ToArray();
        Array.ForEach(leaving, activation => activation.Deactivate(new(DeactivationReasonCode.ShuttingDown, "The host is stopping."), cancellationToken));
        await Task.WhenAll(leaving.Select(activation => activation.Gone)).WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        stopped = true;
        await idle.DisposeAsync();
    }

    private static string Sentence(Request request, GrainId target, TimeSpan timeout) =>
        $"{target} did not answer {request.Method.Name} within {timeout.TotalSeconds:0} s; whether it ran is not known.";

    private async Task<T> Answered<T>(Request<T> request, GrainId target, TimeSpan timeout, CancellationToken token)
    {
        if (request.Answer.IsCompletedSuccessfully)
        {
            return request.Answer.Result;
        }

        try
        {
            return await request.Answer.WaitAsync(timeout, Clock, token);
        }
        catch (TimeoutException exception) when (!request.Answer.IsCompleted)
        {
            throw new TimeoutException(Sentence(request, target, timeout), exception);
        }
    }

    private async Task<T> DisturbedAsync<T>(Faults faults, Request<T> request, GrainId target, TimeSpan timeout, CancellationToken token)
    {
        var type = target.Type.Value;
        if (faults.Happens(faults.RejectCall, type))
        {
            throw new OrleansMessageRejectionException($"{target} was not called, on purpose.");
        }

        if (faults.Happens(faults.Reorder, type))
        {
            await Task.Yield();
            await Task.Yield();
        }

        if (faults.Happens(faults.DropActivation, type) && activations.TryGetValue(target, out var activation))
        {
            activation.Deactivate(new(DeactivationReasonCode.ApplicationError, "Dropped on purpose."), token);
        }

        var loses = faults.Happens(faults.LoseAnswer, type);
        Send(request, target);
        var answer = await Answered(request, target, timeout, token);
        return loses ? throw new TimeoutException(Sentence(request, target, timeout)) : answer;
    }

    private GrainClass ClassOf(GrainId target) => classes.Values.First(grain => grain.GrainType == target.Type.Value);

    private void DropIdle()
    {
        var before = Clock.GetTimestamp() - (long)(options.IdleAge.TotalSeconds * Clock.TimestampFrequency);
        foreach (var activation in activations.Values)
        {
            activation.DeactivateIfIdle(before);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Grain} failed while it was deactivated.")]
    private partial void DeactivationFailed(string grain, Exception exception);
}

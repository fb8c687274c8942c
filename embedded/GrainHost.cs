using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Squaremcp.Embedded.Api;

namespace Squaremcp.Embedded;

/// <summary>All grains of one process: finds or makes the activation a call is for, watches deadlines and idleness.</summary>
internal sealed partial class GrainHost : IGrainFactory, IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<GrainCall, TimeSpan> unanswered = new();
    private readonly ConcurrentDictionary<Activation, GrainClass> live = new();
    private readonly Dictionary<Type, GrainClass> byInterface = [];
    private readonly Dictionary<GrainType, GrainClass> byType = [];
    private readonly EmbeddedGrainOptions options;
    private readonly ILogger<GrainHost> log;
    private readonly ITimer watch;
    private readonly Reminders? reminders;
    private volatile bool stopping;
    private volatile bool stopped;

    public GrainHost(IServiceProvider services, IOptions<EmbeddedGrainOptions> options, TimeProvider clock, IEnumerable<IIncomingGrainCallFilter> filters, ILogger<GrainHost> log)
    {
        Services = services;
        Clock = clock;
        this.options = options.Value;
        this.log = log;
        Filters = [.. filters];
        Copying = new Copying(this.options.CopyEverything);
        var classes = this.options.Assemblies.Distinct().SelectMany(a => a.GetTypes())
            .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IGrainBase))).ToList();
        GrainRules.Check(classes);
        foreach (var kind in classes.Select(type => new GrainClass(type, Copying)))
        {
            byType[kind.GrainType] = kind;
            foreach (var contract in kind.Interfaces)
            {
                byInterface[contract] = kind;
            }
        }

        reminders = services.GetService<IReminderStore>() is { } store ? new Reminders(this, store, log) : null;
        if (reminders is null && byType.Values.FirstOrDefault(kind => kind.ReceiveReminder is not null) is { } reminded)
        {
            throw new InvalidOperationException($"{reminded.Type} is {nameof(IRemindable)}: register an {nameof(IReminderStore)}.");
        }

        watch = clock.CreateTimer(static host => ((GrainHost)host!).Look(), this, Watch, Watch);
    }

    internal IServiceProvider Services { get; }

    internal TimeProvider Clock { get; }

    internal IIncomingGrainCallFilter[] Filters { get; }

    internal Copying Copying { get; }

    internal Faults? Faults => options.Faults;

    internal Reminders Reminders => reminders ?? throw new InvalidOperationException($"There are no reminders: register an {nameof(IReminderStore)}.");

    internal bool Stopping => stopping;

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentNullException.ThrowIfNull(primaryKey);
        if (!byInterface.TryGetValue(typeof(TGrainInterface), out var kind))
        {
            throw new InvalidOperationException($"No grain class implements {typeof(TGrainInterface)}: add its assembly to {nameof(EmbeddedGrainOptions)}.{nameof(EmbeddedGrainOptions.Assemblies)}.");
        }

        var reference = DispatchProxy.Create<TGrainInterface, GrainReference>();
        ((GrainReference)(object)reference).Bind(this, kind, new GrainId(kind.GrainType, IdSpan.Create(primaryKey)), typeof(TGrainInterface));
        return reference;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        reminders?.Start();
        return Task.CompletedTask;
    }

    /// <summary>Lets running calls end, deactivates every grain, refuses calls from now on.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        stopping = true;
        while (!live.IsEmpty)
        {
            var ending = live.Keys.ToList();
            foreach (var activation in ending)
            {
                activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The host stops."), cancellationToken);
            }

            await Task.WhenAll(ending.Select(a => a.Deactivated)).WaitAsync(cancellationToken);
        }

        await (reminders?.StopAsync() ?? Task.CompletedTask).WaitAsync(cancellationToken);
        stopped = true;
    }

    public ValueTask DisposeAsync()
    {
        stopping = stopped = true;
        return watch.DisposeAsync();
    }

    internal Task Send(GrainClass kind, GrainId id, GrainMethod method, object?[] arguments)
    {
        var call = method.Call(this, kind, id, arguments);
        if (stopped || (stopping && !Activation.InTurn))
        {
            call.Fail(new OrleansMessageRejectionException($"{id}.{method.Name} was refused: the host has stopped."));
        }
        else if (method.TokenAt >= 0 && arguments[method.TokenAt] is CancellationToken { IsCancellationRequested: true } cancelled)
        {
            call.Cancel(cancelled);
        }
        else if (Faults?.Roll(Fault.Reject) is true)
        {
            call.Fail(new OrleansMessageRejectionException($"{id}.{method.Name} was refused on purpose. It did not run."));
        }
        else
        {
            Dispatch(call);
        }

        return call.Answer;
    }

    internal Task SendTick(Reminder reminder, TickStatus status) => byType.TryGetValue(reminder.Grain.Type, out var kind) && kind.ReceiveReminder is { } method
        ? Send(kind, reminder.Grain, method, [reminder.ReminderName, status])
        : throw new InvalidOperationException($"No grain class of type {reminder.Grain.Type} is {nameof(IRemindable)}.");

    /// <summary>Hands the call to the activation of its key; one that just left makes room for the next.</summary>
    internal void Deliver(GrainCall call)
    {
        while (true)
        {
            var activation = Find(call.Kind, call.Id);
            if (activation.TryTake(call))
            {
                return;
            }

            Remove(activation);
        }
    }

    internal void Answered(GrainCall call) => unanswered.TryRemove(call, out _);

    internal static void Forget(GrainCall call)
    {
        if (call.Kind.Activations.TryGetValue(call.Id.Key, out var activation))
        {
            activation.Forget(call);
        }
    }

    internal void Remove(Activation activation)
    {
        if (live.TryRemove(activation, out var kind))
        {
            kind.Activations.TryRemove(KeyValuePair.Create(activation.GrainId.Key, activation));
        }
    }

    private void Dispatch(GrainCall call)
    {
        var limit = Activation.InTurn ? options.GrainResponseTimeout : options.ClientResponseTimeout;
        call.Deadline = Clock.GetTimestamp() + (long)(limit.TotalSeconds * Clock.TimestampFrequency);
        call.LinkCancellation();
        Deliver(call);
        if (call.Answer.IsCompleted)
        {
            return;
        }

        unanswered[call] = limit;
        if (call.Answer.IsCompleted)      // between the two lines above
        {
            Answered(call);
        }
    }

    private Activation Find(GrainClass kind, GrainId id)
    {
        var twin = Faults?.Roll(Fault.SecondActivation) is true;
        while (true)
        {
            if (!twin && kind.Activations.TryGetValue(id.Key, out var found))
            {
                return found;
            }

            var made = new Activation(this, kind, id);
            if (twin)
            {
                kind.Activations[id.Key] = made;      // the first goes on beside it until it is idle
            }
            else if (!kind.Activations.TryAdd(id.Key, made))
            {
                continue;
            }

            live[made] = kind;
            made.Activate();
            return made;
        }
    }

    private void Look()
    {
        var now = Clock.GetTimestamp();
        foreach (var (call, limit) in unanswered)
        {
            if (call.Deadline <= now)
            {
                call.TimeOut(limit);
            }
        }

        foreach (var (activation, _) in live)
        {
            activation.EndIfIdle(options.IdleAge);
        }

        reminders?.Look();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Grain} could not be activated; the calls that waited for it fail.")]
    internal partial void ActivationFailed(GrainId grain, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "A timer of {Grain} failed. It goes on.")]
    internal partial void TimerFailed(GrainId grain, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Grain} failed while it was deactivated.")]
    internal partial void DeactivationFailed(GrainId grain, Exception failure);
}

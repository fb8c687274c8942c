using System.Threading.Channels;

namespace Squaremcp.Tests.Grains.Host;

[Alias("test.IAlarmGrain")]
public interface IAlarmGrain : IGrainWithStringKey
{
    [Alias("Set")]
    Task Set(string name, TimeSpan due, TimeSpan period, CancellationToken cancellationToken);

    [Alias("Names")]
    Task<IReadOnlyList<string>> Names(CancellationToken cancellationToken);

    /// <returns>False where there is none of this name.</returns>
    [Alias("Stop")]
    Task<bool> Stop(string name, CancellationToken cancellationToken);

    /// <summary>Removes a reminder by a handle from before it was registered again.</summary>
    [Alias("StopByAnOldHandle")]
    Task StopByAnOldHandle(string name, CancellationToken cancellationToken);

    /// <summary>Says that it began, then waits until the gate of this name opens.</summary>
    [Alias("Hold")]
    Task Hold(string gate, CancellationToken cancellationToken);

    [AlwaysInterleave, Alias("HoldInterleaved")]
    Task HoldInterleaved(string gate, CancellationToken cancellationToken);
}

public sealed record Tick(string Key, string Name, TickStatus Status, object Activation);

/// <summary>The ticks that grains had, in their order.</summary>
public sealed class Ticks
{
    private readonly Channel<Tick> all = Channel.CreateUnbounded<Tick>();

    private int failing;

    /// <summary>The tick came and then throws.</summary>
    public void FailNext() => failing = 1;

    public Task<Tick> NextAsync() => all.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

    /// <summary>How many came that nobody asked for.</summary>
    public int Waiting => all.Reader.Count;

    internal void Add(Tick tick)
    {
        all.Writer.TryWrite(tick);
        if (Interlocked.Exchange(ref failing, 0) == 1)
        {
            throw new FormatException("The tick broke on purpose.");
        }
    }
}

[GrainType("test-alarm")]
public sealed class AlarmGrain(Gates? gates = null, Ticks? ticks = null) : Grain, IAlarmGrain, IRemindable
{
    public Task Set(string name, TimeSpan due, TimeSpan period, CancellationToken cancellationToken) => this.RegisterOrUpdateReminder(name, due, period);

    public async Task<IReadOnlyList<string>> Names(CancellationToken cancellationToken) => [.. (await this.GetReminders()).Select(one => one.ReminderName)];

    public async Task<bool> Stop(string name, CancellationToken cancellationToken)
    {
        if (await this.GetReminder(name) is not { } reminder)
        {
            return false;
        }

        await this.UnregisterReminder(reminder);
        return true;
    }

    public async Task StopByAnOldHandle(string name, CancellationToken cancellationToken)
    {
        var old = await this.RegisterOrUpdateReminder(name, TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        await this.RegisterOrUpdateReminder(name, TimeSpan.FromHours(2), TimeSpan.FromHours(2));
        await this.UnregisterReminder(old);
    }

    public async Task Hold(string gate, CancellationToken cancellationToken)
    {
        gates!.Open($"{gate} began");
        await gates.Of(gate);
    }

    public Task HoldInterleaved(string gate, CancellationToken cancellationToken) => Hold(gate, cancellationToken);

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        ticks!.Add(new(this.GetPrimaryKeyString(), reminderName, status, this));
        if (reminderName.StartsWith("held", StringComparison.Ordinal))
        {
            await gates!.Of(reminderName);
        }
    }
}

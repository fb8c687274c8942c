namespace Squaremcp.Embedded;

/// <summary>The timers of an activation: a tick that runs is waited for as a call is, and not cancelled before; none begins once the activation is to end.</summary>
internal sealed partial class Activation
{
    private IDisposable[] timers = [];

    internal void AddTimer(IDisposable timer)
    {
        lock (gate)
        {
            timers = [.. timers, timer];
        }
    }

    internal void RemoveTimer(IDisposable timer)
    {
        lock (gate)
        {
            timers = [.. timers.Where(t => t != timer)];
        }
    }

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

    private void EndTimers()
    {
        foreach (var timer in timers)
        {
            timer.Dispose();
        }
    }
}

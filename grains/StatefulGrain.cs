namespace Squaremcp.Grains;

/// <summary>
/// A grain whose state changes in one way only: <see cref="ChangeAsync"/>. Calls that interleave see the state as it was last saved, never one that
/// is still being written, and no change is computed from a state that another has replaced.
/// </summary>
public abstract class StatefulGrain<TState>(IPersistentState<TState> stored) : Grain
    where TState : class
{
    private readonly SemaphoreSlim changing = new(1, 1);
    private TState? saved;

    protected TState State => saved ?? stored.State;

    /// <summary>
    /// Computes the next state from the current one, saves it, and only then shows it. Where the save fails nothing has changed and the
    /// activation is dropped. Never call a platform or another grain from <paramref name="next"/>.
    /// </summary>
    protected async Task<TState> ChangeAsync(Func<TState, TState> next)
    {
        await changing.WaitAsync();
        try
        {
            var before = State;
            var after = next(before);
            if (ReferenceEquals(after, before))
            {
                return before;
            }

            (saved, stored.State) = (before, after);
            try
            {
                await stored.WriteStateAsync();
            }
            catch
            {
                stored.State = before;
                DeactivateOnIdle();
                throw;
            }

            return saved = after;
        }
        finally
        {
            changing.Release();
        }
    }

    /// <summary>Deletes the state; afterwards it is as it was before anything was ever saved.</summary>
    protected async Task ForgetAsync()
    {
        await changing.WaitAsync();
        try
        {
            saved = State;
            await stored.ClearStateAsync();
            saved = null;
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
        finally
        {
            changing.Release();
        }
    }
}

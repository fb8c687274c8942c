namespace Squaremcp.Grains.Limits;

/// <summary>Counts in windows that begin anew: UTC month, day and minute.</summary>
internal sealed class Meter
{
    private readonly long[] starts = new long[4];
    private readonly long[] counts = new long[4];

    internal long Count(Window window, in Moment now) => starts[(int)window] == now.Start(window) ? counts[(int)window] : 0;

    internal void Set(Window window, in Moment now, long count) => (starts[(int)window], counts[(int)window]) = (now.Start(window), count);

    internal void Add(Window window, in Moment now, long more) => Set(window, now, Count(window, now) + more);

    /// <summary>Takes back what was added at <paramref name="then"/>, where its window still runs.</summary>
    internal void TakeBack(Window window, in Moment then)
    {
        if (starts[(int)window] == then.Start(window) && counts[(int)window] > 0)
        {
            counts[(int)window]--;
        }
    }
}

internal enum Window
{
    Month,
    Day,
    Minute,

    /// <summary>A day too, counting sends.</summary>
    Sends,
}

/// <summary>A time, and the windows it lies in.</summary>
internal readonly record struct Moment(DateTimeOffset Now)
{
    internal long Start(Window window) => window switch
    {
        Window.Month => (Now.UtcDateTime.Year * 12) + Now.UtcDateTime.Month,
        Window.Minute => Now.ToUnixTimeSeconds() / 60,
        _ => DateOnly.FromDateTime(Now.UtcDateTime).DayNumber,
    };

    internal DateTimeOffset End(Window window) => window switch
    {
        Window.Month => new DateTimeOffset(Now.UtcDateTime.Year, Now.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1),
        Window.Minute => DateTimeOffset.FromUnixTimeSeconds(((Now.ToUnixTimeSeconds() / 60) + 1) * 60),
        _ => new DateTimeOffset(DateOnly.FromDateTime(Now.UtcDateTime).AddDays(1), default, TimeSpan.Zero),
    };
}

using System.Diagnostics;

namespace Squaremcp.Tests.Email.Mime;

/// <summary>Measures work that must not grow faster than its input. The best of three counts: the machine may be busy with others.</summary>
internal static class Pace
{
    internal static void Within(TimeSpan most, Action work, string what)
    {
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 3 && best > most; i++)
        {
            var watch = Stopwatch.StartNew();
            work();
            best = watch.Elapsed < best ? watch.Elapsed : best;
        }

        Assert.True(best <= most, $"{what} took {best}, {most} at most was expected");
    }
}

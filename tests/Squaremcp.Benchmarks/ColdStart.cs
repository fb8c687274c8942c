using System.Diagnostics;
using Squaremcp.Benchmarks.Load;

namespace Squaremcp.Benchmarks;

/// <summary>From starting the gateway's process, on a data folder that has a customer, to the first answered tool call.</summary>
internal static class ColdStart
{
    internal static async Task<double> MedianAsync(string folder, string call, int times)
    {
        var milliseconds = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await using var gateway = await Child.StartAsync("serve", "started", folder);
            await new Generator(gateway.Server, call).OnceAsync();
            milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        milliseconds.Sort();
        return milliseconds[times / 2];
    }
}

using System.Diagnostics;
using System.Net;
using System.Text;

namespace Squaremcp.Benchmarks.Load;

/// <summary>Sends one prepared request over many connections: as fast as answers come, or at a fixed rate.</summary>
internal sealed class Generator(IPEndPoint server, string template)
{
    private readonly byte[] request = Encoding.UTF8.GetBytes(template.Replace("{host}", server.ToString(), StringComparison.Ordinal));

    internal static string Post(string path, string body, params IEnumerable<(string Name, string Value)> headers)
    {
        var text = new StringBuilder($"POST {path} HTTP/1.1\r\nHost: {{host}}\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n");
        foreach (var (name, value) in headers)
        {
            text.Append($"{name}: {value}\r\n");
        }

        return text.Append($"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}").ToString();
    }

    /// <summary>Every connection calls again as soon as it has its answer.</summary>
    internal async Task<Saturation> SaturateAsync(int connections, TimeSpan duration, Process measured)
    {
        var open = await OpenAsync(connections);
        try
        {
            await RunAsync(open, TimeSpan.FromSeconds(2));
            measured.Refresh();
            var (serverBefore, ownBefore, started) = (measured.TotalProcessorTime, Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
            var calls = await RunAsync(open, duration);
            measured.Refresh();
            return new(calls, Stopwatch.GetElapsedTime(started), measured.TotalProcessorTime - serverBefore, Environment.CpuUsage.TotalTime - ownBefore, open[0].LastAnswerBytes);
        }
        finally
        {
            open.ForEach(connection => connection.Dispose());
        }
    }

    /// <summary>Calls start on a fixed schedule; latency counts from the moment a call was due, so a stall is not hidden.</summary>
    internal async Task<Latency> PaceAsync(int connections, int callsPerSecond, TimeSpan duration)
    {
        var open = await OpenAsync(connections);
        try
        {
            await RunAsync(open, TimeSpan.FromSeconds(1));
            var started = Stopwatch.GetTimestamp();
            var perConnection = (int)(callsPerSecond * duration.TotalSeconds / connections);
            var latencies = await Task.WhenAll(open.Select((connection, index) => PaceAsync(connection, index, connections, perConnection, callsPerSecond, started)));
            double[] all = [.. latencies.SelectMany(one => one)];
            Array.Sort(all);
            return new(all[all.Length / 2], all[(int)(all.Length * 0.99)], all[^1], all.Length);
        }
        finally
        {
            open.ForEach(connection => connection.Dispose());
        }
    }

    internal async Task<string> OnceAsync()
    {
        using var connection = new Connection(request);
        await connection.OpenAsync(server);
        await connection.CallAsync();
        return connection.LastAnswer();
    }

    private static async Task<double[]> PaceAsync(Connection connection, int index, int connections, int calls, int callsPerSecond, long started)
    {
        var milliseconds = new double[calls];
        for (var call = 0; call < calls; call++)
        {
            var due = started + (long)((call * (long)connections + index) * (double)Stopwatch.Frequency / callsPerSecond);
            await Until(due);
            await connection.CallAsync();
            milliseconds[call] = Stopwatch.GetElapsedTime(due).TotalMilliseconds;
        }

        return milliseconds;
    }

    private static async Task Until(long due)
    {
        while (Stopwatch.GetTimestamp() is var now && now < due)
        {
            var wait = TimeSpan.FromSeconds((due - now) / (double)Stopwatch.Frequency);
            if (wait > TimeSpan.FromMilliseconds(2))
            {
                await Task.Delay(wait - TimeSpan.FromMilliseconds(1.5));
            }
            else
            {
                await Task.Yield();
            }
        }
    }

    private async Task<List<Connection>> OpenAsync(int connections)
    {
        List<Connection> open = [.. Enumerable.Range(0, connections).Select(_ => new Connection(request))];
        await Task.WhenAll(open.Select(connection => connection.OpenAsync(server)));
        return open;
    }

    private static async Task<long> RunAsync(List<Connection> open, TimeSpan duration)
    {
        var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var calls = await Task.WhenAll(open.Select(connection => RunAsync(connection, end)));
        return calls.Sum();
    }

    private static async Task<long> RunAsync(Connection connection, long end)
    {
        long calls = 0;
        for (; Stopwatch.GetTimestamp() < end; calls++)
        {
            await connection.CallAsync();
        }

        return calls;
    }
}

/// <param name="ServerCpu">Processor time the server's process used meanwhile.</param>
/// <param name="GeneratorCpu">Processor time this load generator used meanwhile.</param>
internal sealed record Saturation(long Calls, TimeSpan Elapsed, TimeSpan ServerCpu, TimeSpan GeneratorCpu, int AnswerBytes)
{
    internal double PerSecond => Calls / Elapsed.TotalSeconds;

    internal double ServerMicroseconds => ServerCpu.TotalMicroseconds / Calls;

    internal double GeneratorShare => GeneratorCpu / (GeneratorCpu + ServerCpu);
}

/// <summary>Milliseconds.</summary>
internal sealed record Latency(double P50, double P99, double Longest, int Calls);

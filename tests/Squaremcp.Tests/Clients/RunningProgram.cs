using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Squaremcp.Tests.Clients;

/// <summary>One of our programs as a process of its own, and what it prints.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    /// <summary>Settings that are not ours, by what their names begin with.</summary>
    private static readonly string[] Others = ["OTEL_", "Logging__", "ASPNETCORE_"];

    private readonly TimeSpan patience;
    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new(), results = new();
    private readonly SemaphoreSlim told = new(0);

    internal RunningProgram(ProcessStartInfo start, TimeSpan patience)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        this.patience = patience;
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Heard(line.Data, results);
        process.ErrorDataReceived += (_, line) => Heard(line.Data);
        process.Exited += (_, _) => Heard(null);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Everything it printed so far.</summary>
    internal string Output => string.Join('\n', output);

    /// <summary>What of it went to standard output, where a command's result stands.</summary>
    internal string Results => string.Join('\n', results);

    internal bool HasEnded => process.HasExited;

    /// <summary>How to start one of our programs.</summary>
    /// <param name="program">Its name, or its full path where it is not among the tests' own files.</param>
    /// <param name="settings">In the section Squaremcp, by the environment; OpenTelemetry's and .NET's by their own names.</param>
    internal static ProcessStartInfo Command(string program, string folder, IReadOnlyDictionary<string, string> settings, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, program), arguments) { WorkingDirectory = folder, UseShellExecute = false };
        start.Environment.Remove("ASPNETCORE_URLS");
        foreach (var (name, value) in settings)
        {
            start.Environment[Others.Any(other => name.StartsWith(other, StringComparison.Ordinal)) ? name : $"SQUAREMCP__{name}"] = value;
        }

        return start;
    }

    /// <summary>Waits until something like this stands in what it printed.</summary>
    internal async Task<string> PrintsAsync(Regex text, CancellationToken cancellationToken)
    {
        for (var began = Stopwatch.StartNew(); ;)
        {
            if (text.Match(Output) is { Success: true } found)
            {
                return found.Value;
            }

            Assert.False(HasEnded, $"It ended instead of printing {text}:\n{Output}");
            Assert.True(await HearsAsync(began, cancellationToken), $"It did not print {text} within {patience.TotalSeconds} s, but:\n{Output}");
        }
    }

    /// <param name="began">When the waiting did.</param>
    /// <returns>False where patience ended before it printed something more.</returns>
    internal async Task<bool> HearsAsync(Stopwatch began, CancellationToken cancellationToken) =>
        patience - began.Elapsed is { Ticks: > 0 } left && await told.WaitAsync(left, cancellationToken);

    /// <param name="within">Null for what the program is given anyway.</param>
    internal async Task<int> EndsAsync(CancellationToken cancellationToken, TimeSpan? within = null)
    {
        try
        {
            await process.WaitForExitAsync(cancellationToken).WaitAsync(within ?? patience, cancellationToken);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"The program did not end within {(within ?? patience).TotalSeconds} s. It printed:\n{Output}", late);
        }

        return process.ExitCode;
    }

    /// <summary>SIGKILL: no handler, no flush, no goodbye.</summary>
    internal async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <param name="signal">As <c>-TERM</c>.</param>
    internal void Signal(string signal)
    {
        using var kill = Process.Start("/bin/kill", [signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <param name="line">Null where there will be no more.</param>
    /// <param name="kept">Where it is kept beside <see cref="Output"/>.</param>
    private void Heard(string? line, ConcurrentQueue<string>? kept = null)
    {
        if (line is not null)
        {
            output.Enqueue(line);
            kept?.Enqueue(line);
        }

        told.Release();
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace Squaremcp.Tests.Cluster.Processes;

/// <summary>One of a cluster's programs as a process of its own.</summary>
internal sealed class ClusterProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();
    private readonly SemaphoreSlim told = new(0);

    internal ClusterProcess(string program, Uri url, string folder, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, program), [.. arguments, "--urls", url.GetLeftPart(UriPartial.Authority)])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Remove("ASPNETCORE_URLS");

        // It tells that it listens.
        start.Environment["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information";
        foreach (var (name, value) in settings)
        {
            // OpenTelemetry's and .NET's are not ours.
            start.Environment[name.StartsWith("OTEL_", StringComparison.Ordinal) || name.StartsWith("Logging__", StringComparison.Ordinal) ? name : $"SQUAREMCP__{name}"] = value;
        }

        Data = settings["DataDirectory"];
        Http = new(new SocketsHttpHandler()) { BaseAddress = url, Timeout = TimeSpan.FromSeconds(90) };
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Heard(line.Data);
        process.ErrorDataReceived += (_, line) => Heard(line.Data);
        process.Exited += (_, _) => Heard(null);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    internal HttpClient Http { get; }

    internal string Data { get; }

    /// <summary>Everything it printed so far.</summary>
    internal string Output => string.Join('\n', output);

    /// <summary>Waits until <c>/health/ready</c> answers so. It is asked whenever the program has printed something: what changes its state tells so, and after it has changed.</summary>
    /// <param name="says">What the answer must hold too.</param>
    internal async Task<ClusterProcess> BecomesAsync(HttpStatusCode status, CancellationToken cancellationToken, string says = "")
    {
        var (began, last) = (Stopwatch.StartNew(), "nothing");
        do
        {
            Assert.False(process.HasExited, $"It ended instead:\n{Output}");
            try
            {
                using var ready = await Http.GetAsync("/health/ready", cancellationToken);
                last = $"{(int)ready.StatusCode} {await ready.Content.ReadAsStringAsync(cancellationToken)}";
                if (ready.StatusCode == status && last.Contains(says, StringComparison.Ordinal))
                {
                    return this;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
        }
        while (await HearsAsync(began, cancellationToken));

        throw new TimeoutException($"/health/ready did not become {(int)status} {says} within {Patience.TotalSeconds} s; it last said {last}. The program printed:\n{Output}");
    }

    /// <summary>The same where nothing is printed when it changes: it is asked again and again.</summary>
    internal async Task BecomesSoonAsync(HttpStatusCode status, CancellationToken cancellationToken, string says = "")
    {
        var last = "nothing";
        for (var began = Stopwatch.StartNew(); began.Elapsed < Patience;)
        {
            Assert.False(process.HasExited, $"It ended instead:\n{Output}");
            using var ready = await Http.GetAsync("/health/ready", cancellationToken);
            last = $"{(int)ready.StatusCode} {await ready.Content.ReadAsStringAsync(cancellationToken)}";
            if (ready.StatusCode == status && last.Contains(says, StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new TimeoutException($"/health/ready did not become {(int)status} {says} within {Patience.TotalSeconds} s; it last said {last}. The program printed:\n{Output}");
    }

    /// <summary>Waits until this stands in what it printed.</summary>
    internal async Task PrintsAsync(string text, CancellationToken cancellationToken)
    {
        for (var began = Stopwatch.StartNew(); !Output.Contains(text, StringComparison.Ordinal);)
        {
            Assert.False(process.HasExited, $"It ended instead of printing {text}:\n{Output}");
            Assert.True(await HearsAsync(began, cancellationToken), $"It did not print {text} within {Patience.TotalSeconds} s, but:\n{Output}");
        }
    }

    internal async Task<int> EndsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"The program did not end within {Patience.TotalSeconds} s. It printed:\n{Output}", late);
        }

        return process.ExitCode;
    }

    /// <summary>SIGKILL: no handler, no goodbye.</summary>
    internal async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as Kubernetes ends a pod.</summary>
    internal void Tell() => Signal("-TERM");

    /// <summary>Stands still, as in a long pause, until <see cref="GoOn"/>.</summary>
    internal void Freeze() => Signal("-STOP");

    internal void GoOn() => Signal("-CONT");

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync();
        process.Dispose();
        Http.Dispose();
    }

    private void Heard(string? line)
    {
        output.Enqueue(line ?? "");
        told.Release();
    }

    /// <returns>False where patience ended before it printed something more.</returns>
    private async Task<bool> HearsAsync(Stopwatch began, CancellationToken cancellationToken) =>
        Patience - began.Elapsed is { Ticks: > 0 } left && await told.WaitAsync(left, cancellationToken);

    private void Signal(string signal)
    {
        using var kill = Process.Start("/bin/kill", [signal, process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}

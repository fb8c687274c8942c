using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Squaremcp.Tests.Architecture;
using Squaremcp.Tests.Clients;

namespace Squaremcp.Tests.Cluster.Processes.Endurance;

/// <summary>A process with one of the SDK's clients (<c>tests/clients/load.mjs</c>), which makes the calls it is told to.</summary>
internal sealed class LoadClient : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly ConcurrentDictionary<int, TaskCompletionSource<LoadAnswer>> waiting = new();
    private readonly ConcurrentQueue<string> errors = new();
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly Process process;
    private int last;

    /// <param name="client">As load.mjs calls it.</param>
    internal LoadClient(string client)
    {
        process = new()
        {
            StartInfo = new(NodeClients.Node, ["load.mjs", client])
            {
                WorkingDirectory = Path.Combine(Repository.Root, "tests", "clients"),
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            },
            EnableRaisingEvents = true,
        };
        process.OutputDataReceived += (_, line) => Heard(line.Data);
        process.ErrorDataReceived += (_, line) => errors.Enqueue(line.Data ?? "");
        process.Exited += (_, _) => Ended();
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    internal async Task<LoadAnswer> CallAsync(Uri url, string key, string tool, object arguments)
    {
        var n = Interlocked.Increment(ref last);
        var answer = waiting[n] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await writing.WaitAsync();
        try
        {
            await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { n, url, key, tool, arguments }));
            await process.StandardInput.FlushAsync();
        }
        finally
        {
            writing.Release();
        }

        return await answer.Task;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }

    private void Heard(string? line)
    {
        if (line is not null && JsonSerializer.Deserialize<LoadAnswer>(line, Json) is { } answer && waiting.TryRemove(answer.N, out var asked))
        {
            asked.SetResult(answer);
        }
    }

    private void Ended()
    {
        foreach (var asked in waiting.Values)
        {
            asked.TrySetException(new InvalidOperationException($"The client's process ended with {process.ExitCode}: {string.Join('\n', errors)}"));
        }
    }
}

/// <param name="At">When it was asked, in milliseconds since 1970.</param>
/// <param name="Ms">How long it took.</param>
/// <param name="Call">The gateway's id of the call.</param>
/// <param name="Broke">What the client threw; null where it was answered.</param>
internal sealed record LoadAnswer(int N, double At, double Ms, string? Call, bool IsError, string? Text, [property: JsonPropertyName("broke")] string? Broke)
{
    /// <summary>When it was answered.</summary>
    internal double End => At + Ms;
}

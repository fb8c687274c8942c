using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Squaremcp.Tests.Clients;

/// <summary>The real program as its own process on a free loopback port, with a data folder and a vault root of its own.</summary>
/// <remarks><c>SQUAREMCP_PROGRAM</c> names another program to test, for example a published one.</remarks>
internal sealed partial class GatewayProcess : IAsyncDisposable
{
    internal const string AdminKey = "admin-key-of-the-tests-0123456789";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private GatewayProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException($"The gateway ended before it listened:\n{Output}"));
    }

    internal static string Program { get; } =
        Environment.GetEnvironmentVariable("SQUAREMCP_PROGRAM") ?? Path.Combine(AppContext.BaseDirectory, "squaremcp");

    /// <summary>Everything it printed so far.</summary>
    internal string Output => string.Join('\n', output);

    internal Uri Url { get; private set; } = new("http://127.0.0.1:0");

    internal HttpClient Http { get; private set; } = new(new SocketsHttpHandler());

    /// <summary>Answers when <c>/health/ready</c> does.</summary>
    /// <param name="settings">Further arguments of the program.</param>
    internal static async Task<GatewayProcess> StartAsync(GatewayFolders folders, CancellationToken cancellationToken, params string[] settings)
    {
        var start = Command(folders, ["--urls", "http://127.0.0.1:0", .. settings]);
        var gateway = new GatewayProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        gateway.process.Start();
        gateway.process.BeginOutputReadLine();
        gateway.process.BeginErrorReadLine();
        try
        {
            await gateway.ReadyAsync(cancellationToken);
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a verb of the program to its end.</summary>
    internal static async Task<(int ExitCode, string Output)> RunAsync(GatewayFolders folders, CancellationToken cancellationToken, params string[] arguments) =>
        await ProcessRun.ToEndAsync(Command(folders, arguments), Patience, cancellationToken);

    internal static async Task<(int ExitCode, string Output)> RunWithInputAsync(GatewayFolders folders, string input, CancellationToken cancellationToken, params string[] arguments) =>
        await ProcessRun.ToEndAsync(Command(folders, arguments), Patience, cancellationToken, input);

    /// <summary>SIGKILL: no handler, no flush, no goodbye.</summary>
    internal async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

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

    private static ProcessStartInfo Command(GatewayFolders folders, params string[] arguments)
    {
        var start = new ProcessStartInfo(Program, arguments)
        {
            WorkingDirectory = folders.WorkingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Remove("ASPNETCORE_URLS");
        if (folders.Unconfigured)
        {
            return start;
        }

        start.Environment["SQUAREMCP__DataDirectory"] = folders.Data;
        start.Environment["SQUAREMCP__Platforms__Obsidian__VaultRoot"] = folders.Vaults;
        start.Environment["SQUAREMCP__Platforms__Email__AllowPrivateHosts"] = "true";
        start.Environment["SQUAREMCP__AdminApiKey"] = AdminKey;
        start.Environment["SQUAREMCP__Mcp__ConformanceTenant"] = "true";
        return start;
    }

    private async Task ReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            Url = await listening.Task.WaitAsync(Patience, cancellationToken);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"The gateway named no address in {Patience.TotalSeconds} s. It printed:\n{Output}", late);
        }

        Http.Dispose();
        Http = new(new SocketsHttpHandler()) { BaseAddress = Url, Timeout = Patience };
        using var ready = await Http.GetAsync("/health/ready", cancellationToken);
        Assert.True(ready.IsSuccessStatusCode, $"/health/ready answered {(int)ready.StatusCode}. The gateway printed:\n{Output}");
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        output.Enqueue(line);
        if (Address().Match(line) is { Success: true } address)
        {
            listening.TrySetResult(new(address.Value));
        }
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:[1-9]\d*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();
}

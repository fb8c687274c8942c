using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Squaremcp.Tests.Clients;

/// <summary>Everything in one process.</summary>
internal sealed partial class GatewayProcess
{
    /// <summary>How often <c>Crash/CrashTests</c> kills it.</summary>
    internal const int Kills = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly RunningProgram program;

    private GatewayProcess(RunningProgram program, Uri url)
    {
        (this.program, Url) = (program, url);
        Http = new(new SocketsHttpHandler()) { BaseAddress = url, Timeout = Patience };
    }

    internal partial string Output => program.Output;

    internal static async partial Task<GatewayProcess> StartAsync(GatewayFolders folders, CancellationToken cancellationToken, params string[] settings)
    {
        var started = new RunningProgram(await CommandAsync(folders, cancellationToken, ["--urls", "http://127.0.0.1:0", .. settings]), Patience);
        try
        {
            var gateway = new GatewayProcess(started, new(await started.PrintsAsync(Address(), cancellationToken)));
            using var ready = await gateway.Http.GetAsync("/health/ready", cancellationToken);
            Assert.True(ready.IsSuccessStatusCode, $"/health/ready answered {(int)ready.StatusCode}. The gateway printed:\n{started.Output}");
            return gateway;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    internal partial Task KillAsync() => program.KillAsync();

    public async partial ValueTask DisposeAsync()
    {
        await program.DisposeAsync();
        Http.Dispose();
    }

    private static partial Task<ProcessStartInfo> CommandAsync(GatewayFolders folders, CancellationToken cancellationToken, params string[] arguments) =>
        Task.FromResult(RunningProgram.Command(Program, folders.WorkingDirectory, SettingsOf(folders), arguments));

    [GeneratedRegex(@"http://127\.0\.0\.1:[1-9]\d*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();
}

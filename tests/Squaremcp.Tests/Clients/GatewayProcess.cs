using System.Diagnostics;

namespace Squaremcp.Tests.Clients;

/// <summary>
/// The real program on a free loopback port, with folders of its own: one process, or in the configuration Cluster a silo and a frontend on a database of their own
/// (<c>Embedded/GatewayProcess.cs</c>, <c>Cluster/Processes/GatewayProcess.cs</c>).
/// </summary>
/// <remarks><c>SQUAREMCP_PROGRAM</c> names another program to test, for example a published one.</remarks>
internal sealed partial class GatewayProcess : IAsyncDisposable
{
    internal const string AdminKey = "admin-key-of-the-tests-0123456789";

    internal static string Program { get; } =
        Environment.GetEnvironmentVariable("SQUAREMCP_PROGRAM") ?? Path.Combine(AppContext.BaseDirectory, "squaremcp");

    /// <summary>Everything it printed so far.</summary>
    internal partial string Output { get; }

    internal Uri Url { get; }

    internal HttpClient Http { get; }

    /// <summary>Answers when <c>/health/ready</c> does.</summary>
    /// <param name="settings">Further arguments of the program.</param>
    internal static partial Task<GatewayProcess> StartAsync(GatewayFolders folders, CancellationToken cancellationToken, params string[] settings);

    /// <summary>Runs a verb of the program to its end.</summary>
    internal static Task<(int ExitCode, string Output)> RunAsync(GatewayFolders folders, CancellationToken cancellationToken, params string[] arguments) =>
        RunWithInputAsync(folders, "", cancellationToken, arguments);

    internal static async Task<(int ExitCode, string Output)> RunWithInputAsync(GatewayFolders folders, string input, CancellationToken cancellationToken, params string[] arguments) =>
        await ProcessRun.ToEndAsync(await CommandAsync(folders, cancellationToken, arguments), Patience, cancellationToken, input);

    /// <summary>SIGKILL: no handler, no flush, no goodbye.</summary>
    internal partial Task KillAsync();

    public partial ValueTask DisposeAsync();

    private static partial Task<ProcessStartInfo> CommandAsync(GatewayFolders folders, CancellationToken cancellationToken, params string[] arguments);

    /// <summary>What every gateway of the tests is set to.</summary>
    private static Dictionary<string, string> SettingsOf(GatewayFolders folders) => folders.Unconfigured ? [] : new()
    {
        ["DataDirectory"] = folders.Data,
        ["Platforms__Obsidian__VaultRoot"] = folders.Vaults,
        ["Platforms__Email__AllowPrivateHosts"] = "true",
        ["AdminApiKey"] = AdminKey,
        ["Mcp__ConformanceTenant"] = "true",
    };
}

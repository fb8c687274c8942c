using System.Diagnostics;
using System.Text.RegularExpressions;
using Squaremcp.Tests.Architecture;

namespace Squaremcp.Tests.Clients;

/// <summary>The lines under "First minute" in the README, as they stand there, against a gateway that was configured by nobody.</summary>
public sealed partial class FirstMinuteTests
{
    [Fact]
    public async Task The_first_minute_ends_with_a_note_changed_on_disk()
    {
        NodeClients.SkipWithoutThem();
        var stop = TestContext.Current.CancellationToken;
        using var folders = GatewayFolders.AsCloned();
        await using var gateway = await GatewayProcess.StartAsync(folders, stop, "--sandbox");
        var lines = FirstMinute().Match(Repository.Read("README.md")).Groups["lines"].Value
            .Replace("http://127.0.0.1:3456", gateway.Url.ToString().TrimEnd('/'), StringComparison.Ordinal);
        Assert.Contains("npx @modelcontextprotocol/inspector@2.12.0", lines, StringComparison.Ordinal);
        var script = $"set -euo pipefail\nnpx() {{ shift; \"{NodeClients.Node}\" \"{NodeClients.Inspector}\" \"$@\"; }}\n{lines}";

        var (exitCode, output) = await ProcessRun.ToEndAsync(
            new ProcessStartInfo("bash", ["-c", script]) { WorkingDirectory = folders.Root, UseShellExecute = false }, TimeSpan.FromSeconds(60), stop);

        Assert.True(exitCode == 0, output);
        Assert.Contains("- written by an assistant", await File.ReadAllLinesAsync(Directory.GetFiles(folders.Vaults, "Inbox.md", SearchOption.AllDirectories).Single(), stop));
        Assert.Contains("You wrote: The ladder is found.", output, StringComparison.Ordinal);
        Assert.Contains("obsidian_append_to_note", output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"## First minute.*?FirstMinuteTests\.cs.*?```sh\n(?<lines>.*?)\n```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FirstMinute();
}

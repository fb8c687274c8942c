using System.Diagnostics;
using Squaremcp.Tests.Architecture;
using Squaremcp.Tests.Clients;

namespace Squaremcp.Tests.Deployment;

public sealed class ScriptTests
{
    private static IEnumerable<string> Scripts => Repository.Files.Where(file => file.StartsWith("k8s/", StringComparison.Ordinal) && Repository.Read(file).StartsWith("#!", StringComparison.Ordinal));

    [Fact]
    public void There_are_five() =>
        Assert.Equal(["k8s/base/scripts/backup", "k8s/base/scripts/restore", "k8s/deploy", "k8s/restore", "k8s/squaremcp"], Scripts);

    [Fact]
    public async Task A_shell_can_read_each() =>
        Assert.All(await Task.WhenAll(Scripts.Select(script => RunAsync("bash", "-n", script))), ran => Assert.True(ran.ExitCode == 0, ran.Output));

    [Fact]
    public async Task Git_keeps_each_executable()
    {
        var (_, listed) = await RunAsync("git", ["ls-files", "-s", .. Scripts]);

        Assert.All(listed.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith("100755 ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Each_stops_at_the_first_thing_that_fails() =>
        Offences.None(Scripts.Where(script => !Repository.Read(script).Contains(Repository.Read(script).StartsWith("#!/bin/sh", StringComparison.Ordinal) ? "\nset -eu\n" : "\nset -euo pipefail\n", StringComparison.Ordinal)));

    private static Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments) =>
        ProcessRun.ToEndAsync(new ProcessStartInfo(program, arguments) { WorkingDirectory = Repository.Root, UseShellExecute = false }, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
}

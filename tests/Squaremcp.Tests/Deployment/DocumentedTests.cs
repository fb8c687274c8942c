using System.Buffers.Text;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Squaremcp.Tests.Architecture;
using Squaremcp.Tests.Clients;

namespace Squaremcp.Tests.Deployment;

/// <summary>The lines of <c>docs/deployment.md</c> that make keys, as they stand there.</summary>
public sealed partial class DocumentedTests
{
    private const string Document = "docs/deployment.md";

    [Fact]
    public async Task The_keys_that_the_page_makes_are_keys_that_deploy_takes()
    {
        using var stage = new Stage();
        File.Delete(stage.At("k8s/secret.yaml"));

        await RunAsync(stage, 0);
        var (exitCode, output) = await stage.RunAsync("k8s/deploy");

        Assert.True(exitCode == 0, output);
        var made = Yaml.Parse(stage.Read("k8s/secret.yaml"))[0]["stringData"]!.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.ToString());
        Assert.Equal(Yaml.Read("k8s/secret.example.yaml")[0]["stringData"]!.AsObject().Select(pair => pair.Key), made.Keys);
        Assert.Contains($"Password={made["mysql-password"]};", made["connection-string"], StringComparison.Ordinal);
        Assert.Equal(32, Convert.FromBase64String(made["cursor-key"]).Length);
        Assert.Equal(32, Base64Url.DecodeFromChars(made["vault.key"]).Length);
        Assert.Equal(made.Count, made.Values.Distinct().Count());
        Assert.True(stage.IsPrivate("k8s/secret.yaml"));
    }

    [Fact]
    public async Task The_keys_for_one_machine_are_those_that_compose_asks_for()
    {
        using var stage = new Stage();
        stage.Put(".env.example", Repository.Read(".env.example"));

        await RunAsync(stage, 1);

        Assert.All(stage.Read(".env").Split('\n').Where(line => line.Length > 0 && line[0] != '#'), line => Assert.NotEqual("", line.Split('=', 2)[1]));
        Assert.Equal(32, Base64Url.DecodeFromChars(stage.Read("vault.key").Trim()).Length);
        Assert.True(stage.IsPrivate(".env"));
    }

    private static async Task RunAsync(Stage stage, int number)
    {
        var lines = Lines().Matches(Repository.Read(Document))[number].Groups["lines"].Value;
        var (exitCode, output) = await ProcessRun.ToEndAsync(
            new ProcessStartInfo("bash", ["-c", $"set -euo pipefail\n{lines}"]) { WorkingDirectory = stage.At("."), UseShellExecute = false }, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0, output);
    }

    [GeneratedRegex(@"DocumentedTests\.cs runs these lines\. -->\n```sh\n(?<lines>.*?)\n```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Lines();
}

namespace Squaremcp.Tests.Deployment;

/// <summary><c>k8s/deploy</c>, with programs in the place of git, Docker and kubectl that write down how they were called.</summary>
public sealed class DeployTests
{
    private const string Status = "kubectl -n squaremcp rollout status";

    [Fact]
    public async Task It_builds_pushes_pins_applies_and_waits_in_this_order()
    {
        using var stage = new Stage();

        var (exitCode, output) = await stage.RunAsync("k8s/deploy");

        Assert.True(exitCode == 0, output);
        Assert.Equal(
            [
                "docker build -t localhost:32000/squaremcp:v1-2-gabc .",
                "docker push localhost:32000/squaremcp:v1-2-gabc",
                "docker image inspect --format {{range .RepoDigests}}{{println .}}{{end}} localhost:32000/squaremcp:v1-2-gabc",
                "kubectl kustomize k8s/overlays/.deploy-",
                "kubectl -n squaremcp get deployment squaremcp-silo -o jsonpath={.metadata.annotations.deployment\\.kubernetes\\.io/revision}",
                "kubectl -n squaremcp get deployment squaremcp-frontend -o jsonpath={.metadata.annotations.deployment\\.kubernetes\\.io/revision}",
                "kubectl apply -f k8s/base/namespace.yaml",
                "kubectl apply -f k8s/secret.yaml",
                "kubectl apply -f -",
                "kubectl -n squaremcp get statefulset/squaremcp-mysql",
                $"{Status} statefulset/squaremcp-mysql --timeout 300s",
                $"{Status} deployment/squaremcp-silo --timeout 300s",
                $"{Status} deployment/squaremcp-frontend --timeout 300s",
            ],
            stage.Calls.Select(call => call.StartsWith("kubectl kustomize", StringComparison.Ordinal) ? call[..^6] : call));
        Assert.StartsWith($"runs: {Stage.Pushed}\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_it_applies_is_what_this_registry_was_given()
    {
        using var stage = new Stage();

        await stage.RunAsync("k8s/deploy");

        Assert.Equal(2, stage.Read("applied").Split($"image: {Stage.Pushed}\n").Length - 1);
        Assert.DoesNotContain("sha256:000", stage.Read("applied"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Stage.Zeros, "build one")]
    [InlineData("localhost:32000/squaremcp:latest", "has no digest")]
    [InlineData("localhost:32000/squaremcp@sha256:abc", "has no digest")]
    public async Task An_image_that_says_not_what_it_is_is_refused(string image, string why)
    {
        using var stage = new Stage();

        var (exitCode, output) = await stage.RunAsync("k8s/deploy", "--image", image);

        Assert.Equal(2, exitCode);
        Assert.Contains(why, output, StringComparison.Ordinal);
        Assert.DoesNotContain(stage.Calls, call => call.Contains(" apply ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_image_that_somebody_added_without_a_digest_is_refused()
    {
        using var stage = new Stage();
        stage.Put("more.yaml", "        - image: redis:7\n");

        var (exitCode, output) = await stage.RunAsync("k8s/deploy");

        Assert.Equal(2, exitCode);
        Assert.Contains("Not pinned by @sha256:         - image: redis:7", output, StringComparison.Ordinal);
        Assert.DoesNotContain(stage.Calls, call => call.Contains(" apply ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_there_already_is_deployed_without_a_build()
    {
        using var stage = new Stage();

        var elsewhere = $"registry.example.org/square@sha256:{new string('c', 64)}";

        var (exitCode, output) = await stage.RunAsync("k8s/deploy", "--image", elsewhere);

        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain(stage.Calls, call => call.StartsWith("docker", StringComparison.Ordinal));
        Assert.Contains($"image: {elsewhere}\n", stage.Read("applied"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("build-fails")]
    [InlineData("push-fails")]
    public async Task Nothing_is_applied_of_what_could_not_be_built_or_pushed(string sign)
    {
        using var stage = new Stage(sign);

        var (exitCode, _) = await stage.RunAsync("k8s/deploy");

        Assert.NotEqual(0, exitCode);
        Assert.DoesNotContain(stage.Calls, call => call.StartsWith("kubectl", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_value_that_nobody_filled_in_stops_it_before_the_build()
    {
        using var stage = new Stage();
        stage.Put("k8s/secret.yaml", stage.Read("k8s/secret.example.yaml"));

        var (exitCode, output) = await stage.RunAsync("k8s/deploy");

        Assert.Equal(2, exitCode);
        Assert.Contains("k8s/secret.yaml still says change-me", output, StringComparison.Ordinal);
        Assert.Empty(stage.Calls);
    }

    [Fact]
    public async Task Without_a_secret_here_or_there_it_says_how_to_make_one()
    {
        using var stage = new Stage("no-secret");
        File.Delete(stage.At("k8s/secret.yaml"));

        var (exitCode, output) = await stage.RunAsync("k8s/deploy");

        Assert.Equal(2, exitCode);
        Assert.Contains("Copy k8s/secret.example.yaml to k8s/secret.yaml", output, StringComparison.Ordinal);
        Assert.Equal(["kubectl -n squaremcp get secret squaremcp"], stage.Calls);
    }

    [Fact]
    public async Task A_secret_that_is_in_the_cluster_needs_no_file()
    {
        using var stage = new Stage();
        File.Delete(stage.At("k8s/secret.yaml"));

        var (exitCode, output) = await stage.RunAsync("k8s/deploy");

        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("kubectl apply -f k8s/secret.yaml", stage.Calls);
    }

    [Fact]
    public async Task A_secret_that_git_tracks_is_refused()
    {
        using var stage = new Stage("tracked");

        var (exitCode, output) = await stage.RunAsync("k8s/deploy");

        Assert.Equal(2, exitCode);
        Assert.Contains("is tracked by git", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_value_of_the_secret_is_printed_or_passed_as_an_argument()
    {
        using var stage = new Stage();

        var (_, output) = await stage.RunAsync("k8s/deploy");

        Assert.DoesNotContain("f00dfeed", output + string.Join('\n', stage.Calls), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_goes_back_to_what_ran_where_the_new_pods_do_not_become_ready()
    {
        using var stage = new Stage();
        stage.Put("stuck", "deployment/squaremcp-silo");

        var (exitCode, output) = await stage.RunAsync("k8s/deploy");

        Assert.Equal(1, exitCode);
        Assert.Contains("deployment/squaremcp-silo did not become ready; going back.", output, StringComparison.Ordinal);
        Assert.Equal(
            ["deployment/squaremcp-frontend --to-revision 7", "deployment/squaremcp-silo --to-revision 7"],
            stage.Calls.Where(call => call.Contains("rollout undo", StringComparison.Ordinal)).Select(call => call.Split("undo ")[1]));
        Assert.Equal($"{Status} deployment/squaremcp-silo --timeout 300s", stage.Calls[^1]);
    }

    [Fact]
    public async Task Going_back_leaves_alone_what_had_not_changed()
    {
        using var stage = new Stage("same");
        stage.Put("stuck", "deployment/squaremcp-frontend");

        var (exitCode, output) = await stage.RunAsync("k8s/deploy");

        Assert.Equal(1, exitCode);
        Assert.Contains("squaremcp-silo had not changed.", output, StringComparison.Ordinal);
        Assert.DoesNotContain(stage.Calls, call => call.Contains("rollout undo", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_first_of_all_has_nothing_to_go_back_to_and_says_so()
    {
        using var stage = new Stage("new");
        stage.Put("stuck", "statefulset/squaremcp-mysql");

        var (exitCode, output) = await stage.RunAsync("k8s/deploy");

        Assert.Equal(1, exitCode);
        Assert.Contains("squaremcp-silo is new: there is nothing to go back to.", output, StringComparison.Ordinal);
        Assert.DoesNotContain(stage.Calls, call => call.Contains("rollout undo", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rendering_touches_nothing_and_needs_no_secret()
    {
        using var stage = new Stage("no-secret");
        File.Delete(stage.At("k8s/secret.yaml"));

        var (exitCode, output) = await stage.RunAsync("k8s/deploy", "--render");

        Assert.True(exitCode == 0, output);
        Assert.Contains(Stage.Zeros, output, StringComparison.Ordinal);
        Assert.StartsWith("kubectl kustomize ", Assert.Single(stage.Calls), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_the_sites_own_is_laid_over_and_the_ingress_takes_its_host_from_it()
    {
        using var stage = new Stage();
        stage.Put("k8s/site.env", "SQUAREMCP__PublicOrigin=https://mcp.example.net\n");

        var (exitCode, output) = await stage.RunAsync("k8s/deploy");

        Assert.True(exitCode == 0, output);
        Assert.Contains("site.env", stage.Read("beside"), StringComparison.Ordinal);
        Assert.Contains("envs: [site.env]", stage.Read("kustomization"), StringComparison.Ordinal);
        Assert.Contains("fieldPath: data.SQUAREMCP__PublicOrigin", stage.Read("kustomization"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_nobody_filled_in_stops_it_too()
    {
        using var stage = new Stage();
        stage.Put("k8s/site.env", stage.Read("k8s/site.env.example"));

        var (exitCode, output) = await stage.RunAsync("k8s/deploy");

        Assert.Equal(2, exitCode);
        Assert.Contains("k8s/site.env still says change-me", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("build-fails")]
    public async Task What_it_lays_down_for_a_moment_is_gone_however_it_ends(string? sign)
    {
        using var stage = new Stage(sign is null ? [] : [sign]);
        stage.Put("stuck", "deployment/squaremcp-silo");

        await stage.RunAsync("k8s/deploy");

        Assert.Equal(["microk8s"], Directory.GetFileSystemEntries(stage.At("k8s/overlays")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task On_MicroK8s_its_own_kubectl_is_used()
    {
        using var stage = new Stage();
        stage.Fake("microk8s", "#!/bin/sh\necho asked >>\"$STAGE/microk8s\"\nexec \"$@\"\n");

        var (exitCode, output) = await stage.RunAsync("k8s/deploy", new Dictionary<string, string> { ["KUBECTL"] = "" });

        Assert.True(exitCode == 0, output);
        Assert.Equal(stage.Calls.Count(call => call.StartsWith("kubectl", StringComparison.Ordinal)), File.ReadLines(stage.At("microk8s")).Count());
    }

    [Fact]
    public async Task Another_word_than_it_knows_is_told_how_it_is_used()
    {
        using var stage = new Stage();

        var (exitCode, output) = await stage.RunAsync("k8s/deploy", "--now");

        Assert.Equal(2, exitCode);
        Assert.StartsWith("usage: k8s/deploy", output, StringComparison.Ordinal);
        Assert.Empty(stage.Calls);
    }
}

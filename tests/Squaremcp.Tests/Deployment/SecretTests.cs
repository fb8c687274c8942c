using System.Diagnostics;
using System.Text.RegularExpressions;
using Squaremcp.Tests.Architecture;
using Squaremcp.Tests.Clients;

namespace Squaremcp.Tests.Deployment;

public sealed partial class SecretTests
{
    private const string Example = "k8s/secret.example.yaml";

    [Theory]
    [InlineData("k8s/secret.yaml")]
    [InlineData("k8s/site.env")]
    [InlineData("k8s/overlays/.deploy-aB3dE6/kustomization.yaml")]
    [InlineData(".env")]
    [InlineData("vault.key")]
    public async Task What_is_one_sites_own_git_does_not_see(string file)
    {
        var (exitCode, _) = await ProcessRun.ToEndAsync(
            new ProcessStartInfo("git", ["check-ignore", "--no-index", "-q", file]) { WorkingDirectory = Repository.Root, UseShellExecute = false }, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(0, exitCode);
        Assert.DoesNotContain(file, Repository.Files);
    }

    [Fact]
    public void No_secret_is_among_what_a_kustomization_applies()
    {
        Assert.Empty(Manifest.Of("Secret"));
        Offences.None(
            from file in Repository.Files
            where file.EndsWith("kustomization.yaml", StringComparison.Ordinal)
            from kustomization in Yaml.Read(file)
            where kustomization["secretGenerator"] is not null || kustomization.Each("resources").Any(one => one.ToString().Contains("secret", StringComparison.OrdinalIgnoreCase))
            select file);
    }

    [Fact]
    public void Every_manifest_is_among_what_the_kustomization_applies() =>
        Assert.Equal(
            Manifest.All.Select(one => one.File[Manifest.Base.Length..]).Distinct().Order(),
            Yaml.Read("k8s/base/kustomization.yaml").Single().Each("resources").Select(one => one.ToString()).Order());

    [Fact]
    public void The_example_holds_every_key_that_is_asked_for_and_no_other() =>
        Assert.Equal(
            Manifest.Pods.SelectMany(Keys).Distinct().Order(StringComparer.Ordinal),
            Yaml.Read(Example)[0]["stringData"]!.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal));

    [Fact]
    public void The_example_holds_no_key() =>
        Assert.All(Yaml.Read(Example)[0]["stringData"]!.AsObject(), pair => Assert.Contains("change-me", pair.Value!.ToString(), StringComparison.Ordinal));

    [Fact]
    public void The_example_is_what_the_pods_look_for()
    {
        var secret = Yaml.Read(Example)[0];

        Assert.Equal(("Secret", "squaremcp", "squaremcp"), (secret.Text("kind"), secret.Text("metadata.name"), secret.Text("metadata.namespace")));
    }

    [Fact]
    public void What_else_is_secret_both_programs_may_be_given_and_need_not() =>
        Assert.All(Manifest.Ours, name => Assert.Contains(
            Manifest.The("Deployment", name).Containers.Single().Each("envFrom"),
            from => from.Text("secretRef.name") == Yaml.Read(Example)[1].Text("metadata.name") && from.Text("secretRef.optional") == "true"));

    [Fact]
    public void Only_a_silo_is_told_how_to_open_the_database() =>
        Assert.Equal(
            ["squaremcp-silo"],
            Manifest.Pods.Where(pod => pod.Containers.Any(one => Manifest.Variables(one).ContainsKey("SQUAREMCP__Cluster__ConnectionString"))).Select(pod => pod.Name));

    [Theory]
    [InlineData("SQUAREMCP__AdminApiKey")]
    [InlineData("SQUAREMCP__CursorKey")]
    [InlineData("SQUAREMCP__MetricsKey")]
    public void Both_programs_have_the_same(string key)
    {
        var sources = Manifest.Ours.Select(name => Manifest.Variables(Manifest.The("Deployment", name).Containers.Single()).GetValueOrDefault(key).Text("valueFrom.secretKeyRef.key")).ToList();

        Assert.NotEqual("", sources[0]);
        Assert.Single(sources.Distinct());
    }

    [Fact]
    public void The_vaults_key_is_a_file_that_only_silos_read()
    {
        var holders = Manifest.Pods.Where(pod => pod.Pod.Each("volumes").Any(volume => volume["secret"] is not null)).ToList();
        var silo = Assert.Single(holders);
        var container = silo.Containers.Single();
        var mount = container.Each("volumeMounts").Single(one => one.Text("name") == "keys");

        Assert.Equal("squaremcp-silo", silo.Name);
        Assert.Equal($"{mount.Text("mountPath")}/{silo.Pod.Each("volumes").Single(one => one["secret"] is not null).Text("secret.items.0.path")}", Manifest.Variables(container)["SQUAREMCP__Vault__KeyFile"].Text("value"));
        Assert.Equal(Convert.ToInt32("440", 8), silo.Pod.Each("volumes").Single(one => one["secret"] is not null).At("secret.defaultMode")!.GetValue<long>());
    }

    [Fact]
    public void No_value_that_is_a_secret_by_its_name_is_written_down() =>
        Offences.None(Repository.Find(Repository.Files.Where(file => file.StartsWith("k8s/base/", StringComparison.Ordinal) && file.EndsWith(".env", StringComparison.Ordinal)), SecretName()));

    private static IEnumerable<string> Keys(Manifest pod) =>
        pod.Containers.SelectMany(one => Manifest.Variables(one).Values).Where(one => one.Text("valueFrom.secretKeyRef.name") == "squaremcp").Select(one => one.Text("valueFrom.secretKeyRef.key"))
            .Concat(pod.Pod.Each("volumes").Where(one => one.Text("secret.secretName") == "squaremcp").SelectMany(one => one.Each("secret.items")).Select(one => one.Text("key")));

    [GeneratedRegex("^[^#]*(Password|Secret|ApiKey|CursorKey|MetricsKey|ConnectionString)=", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecretName();
}

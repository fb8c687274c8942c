using System.Text.RegularExpressions;
using System.Xml.Linq;
using Squaremcp.Tests.Architecture;

namespace Squaremcp.Tests.Deployment;

/// <summary>The Dockerfile says what it promises; that it builds and runs is tried by hand, where there is an engine.</summary>
public sealed partial class ImageTests
{
    private static readonly string Dockerfile = Repository.Read("Dockerfile");
    private static readonly string[] Lines = Dockerfile.Split('\n');

    [Fact]
    public void It_runs_as_a_user_without_privileges_and_root_owns_the_program()
    {
        var user = LineOf("USER $APP_UID");

        Assert.True(user > LineOf("COPY --from=build /app/ /app/"));
        Assert.True(user < LineOf("ENTRYPOINT "));
        Assert.Single(Lines, line => line.StartsWith("USER ", StringComparison.Ordinal));
        Assert.DoesNotContain("chown=", Dockerfile, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_programs_are_built_in_the_Cluster_configuration()
    {
        Assert.Equal(["frontend", "silo"], Publish().Matches(Dockerfile).Select(match => match.Groups["program"].Value).Order());
        Assert.Equal(2, Restore().Count(Dockerfile));
    }

    [Fact]
    public void What_it_starts_is_what_was_built()
    {
        var starter = Repository.Read("k8s/squaremcp");

        Assert.Contains($"exec dotnet /app/silo/{AssemblyName("silo")}.dll", starter, StringComparison.Ordinal);
        Assert.Contains($"exec dotnet /app/frontend/{AssemblyName("frontend")}.dll", starter, StringComparison.Ordinal);
        Assert.Contains("install -m 755 k8s/squaremcp /app/squaremcp", Dockerfile, StringComparison.Ordinal);
        Assert.Contains("ENTRYPOINT [\"/app/squaremcp\"]", Lines);
    }

    [Fact]
    public void Every_project_that_the_programs_are_made_of_is_restored_before_the_code_comes() =>
        Offences.None(
            from project in Projects()
            let line = $"COPY {project}/*.csproj {project}/"
            where !Lines.Contains(line) || LineOf(line) > LineOf("RUN dotnet restore")
            select $"Dockerfile lacks \"{line}\"");

    [Fact]
    public void The_build_sees_every_project_and_every_rule_of_the_repository()
    {
        var seen = Repository.Read(".dockerignore").Split('\n');
        string[] files = [".editorconfig", "BannedSymbols.txt", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "k8s/squaremcp"];

        Offences.None(Projects().Select(project => $"!{project}/").Concat(files.Select(file => $"!{file}")).Where(line => !seen.Contains(line)).Select(line => $".dockerignore lacks \"{line}\""));
        Assert.Equal("**", seen.First(line => !line.StartsWith('#')));
    }

    [Theory]
    [InlineData("**/*.key")]
    [InlineData("**/data")]
    [InlineData("**/bin")]
    [InlineData("**/obj")]
    public void The_build_does_not_see(string pattern) => Assert.Contains(pattern, Repository.Read(".dockerignore").Split('\n'));

    [Fact]
    public void What_a_program_writes_is_a_volume_in_the_manifests()
    {
        Assert.Contains("    SQUAREMCP__DataDirectory=/data \\", Lines);
        Offences.None(
            from pod in Manifest.Pods
            where Manifest.Ours.Contains(pod.Name)
            from folder in (string[])["/data", "/tmp"]
            where pod.Containers.Single().Each("volumeMounts").All(mount => mount.Text("mountPath") != folder || mount.At("readOnly") is not null)
            select $"{pod.Name} cannot write {folder}");
    }

    [Fact]
    public void Every_port_that_is_asked_for_is_told() =>
        Assert.Equal(
            Manifest.Pods.Where(pod => Manifest.Ours.Contains(pod.Name)).SelectMany(pod => pod.Containers).SelectMany(one => one.Each("ports")).Select(port => port.Text("containerPort")).Order(StringComparer.Ordinal),
            Lines[LineOf("EXPOSE ")].Split(' ').Skip(1).Order(StringComparer.Ordinal));

    private static int LineOf(string start) => Array.FindIndex(Lines, line => line.StartsWith(start, StringComparison.Ordinal)) is >= 0 and var number ? number : throw new InvalidOperationException($"The Dockerfile has no line \"{start}\"");

    private static string AssemblyName(string folder) => Project(folder).Descendants("AssemblyName").Single().Value;

    private static XElement Project(string folder) => XElement.Parse(Repository.Read(Repository.Files.Single(file => file.StartsWith($"{folder}/", StringComparison.Ordinal) && file.EndsWith(".csproj", StringComparison.Ordinal))));

    /// <summary>The folders of both programs' projects and of all they refer to, in whatever configuration.</summary>
    private static SortedSet<string> Projects()
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(["frontend", "silo", "embedded"]);
        while (open.TryDequeue(out var folder))
        {
            if (found.Add(folder))
            {
                foreach (var reference in Project(folder).Descendants("ProjectReference").Select(one => one.Attribute("Include")!.Value))
                {
                    open.Enqueue(reference.Split('/')[^2]);
                }
            }
        }

        return found;
    }

    [GeneratedRegex(@"dotnet publish (?<program>\w+) -c Cluster -a \$TARGETARCH --no-restore --no-self-contained ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Publish();

    [GeneratedRegex(@"dotnet restore \w+ -a \$TARGETARCH -p:Configuration=Cluster", RegexOptions.None, 1000)]
    private static partial Regex Restore();
}

using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Squaremcp.Tests.Architecture;

/// <summary>The three configurations, and what each builds.</summary>
public sealed partial class SolutionTests
{
    private static readonly string[] Configurations = ["Debug|Any CPU", "Release|Any CPU", "Cluster|Any CPU"];
    private static readonly string[] Solution = Repository.Read("Squaremcp.sln").Split('\n', StringSplitOptions.TrimEntries);

    [Fact]
    public void The_solution_has_three_configurations_and_one_platform() =>
        Assert.Equal(Configurations.Order(), Section("SolutionConfigurationPlatforms").Select(row => row.Split(" = ")[0]).Order());

    [Fact]
    public void Every_project_is_configured_for_all_three()
    {
        foreach (var (name, id) in Projects())
        {
            var rows = Section("ProjectConfigurationPlatforms").Where(row => row.StartsWith($"{{{id}}}.", StringComparison.Ordinal)).ToList();

            Assert.Equal(
                Configurations.Select(configuration => $"{{{id}}}.{configuration}.ActiveCfg = {configuration}").Order(),
                rows.Where(row => row.Contains(".ActiveCfg", StringComparison.Ordinal)).Order());
            Assert.Equal((name, Built(name)), (name, string.Join(", ", Configurations.Where(configuration => rows.Contains($"{{{id}}}.{configuration}.Build.0 = {configuration}")))));
        }
    }

    [Fact]
    public void Every_project_is_in_the_solution() =>
        Assert.Equal(
            Repository.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)).Select(Path.GetFileNameWithoutExtension).Order(),
            Projects().Select(project => project.Name).Order());

    /// <remarks>In Directory.Build.props the property is still empty on a plain <c>dotnet run</c>.</remarks>
    [Fact]
    public void Conditions_ask_for_Cluster_or_not_Cluster() =>
        Offences.None(Repository.Find(
            Repository.Files.Where(file => Path.GetExtension(file) is ".csproj" or ".props" or ".targets"),
            NamedConfiguration()));

    [Theory]
    [InlineData("<A Condition=\"'$(Configuration)' == 'Debug'\">")]
    [InlineData("<A Condition=\" '$(Configuration)|$(Platform)' != 'Release|AnyCPU' \">")]
    [InlineData("<A Condition='$(Configuration) == Release'>")]
    public void A_condition_on_Debug_or_Release_is_recognised(string line) => Assert.Matches(NamedConfiguration(), line);

    [Fact]
    public void No_row_of_the_solution_is_for_another_platform_or_for_no_project()
    {
        var known = Projects().SelectMany(project => Configurations.SelectMany(configuration => new[] { $"{{{project.Id}}}.{configuration}.ActiveCfg = {configuration}", $"{{{project.Id}}}.{configuration}.Build.0 = {configuration}" })).ToHashSet(StringComparer.Ordinal);

        Assert.All(Section("ProjectConfigurationPlatforms"), row => Assert.Contains(row, known));
    }

    /// <remarks>A registry that holds no Orleans must be enough for the default build: no condition, no package.</remarks>
    [Fact]
    public void Packages_of_the_cluster_are_asked_for_in_the_cluster_alone() =>
        Offences.None(
            from file in Repository.Files
            where Path.GetExtension(file) is ".csproj" or ".props" or ".targets"
            from package in XDocument.Parse(Repository.Read(file)).Descendants("PackageReference")
            where IsOfTheCluster(package) && !package.AncestorsAndSelf().Any(element => element.Attribute("Condition")?.Value.EndsWith("'$(Configuration)' == 'Cluster'", StringComparison.Ordinal) == true)
            select $"{file} asks for {package.Attribute("Include")?.Value} in every configuration");

    [Theory]
    [InlineData(true, "Microsoft.Orleans.Server")]
    [InlineData(true, "MySqlConnector")]
    [InlineData(false, "YamlDotNet")]
    public void A_package_of_the_cluster_is_recognised(bool expected, string name) => Assert.Equal(expected, IsOfTheCluster(new("PackageReference", new XAttribute("Include", name))));

    private static bool IsOfTheCluster(XElement package) => package.Attribute("Include")?.Value is { } name && (name.StartsWith("Microsoft.Orleans.", StringComparison.Ordinal) || name is "MySqlConnector" or "Azure.Security.KeyVault.Keys");

    private static string Built(string project) => project switch
    {
        // The default configuration runs the grains in the frontend's process; Orleans does not have the embedded host, nor numbers of it.
        "Squaremcp.Silo" => "Cluster|Any CPU",
        "Squaremcp.Embedded" or "Squaremcp.Benchmarks" => "Debug|Any CPU, Release|Any CPU",
        _ => string.Join(", ", Configurations),
    };

    private static IEnumerable<(string Name, string Id)> Projects() =>
        from line in Solution
        let project = ProjectRow().Match(line)
        where project.Success
        select (project.Groups["name"].Value, project.Groups["id"].Value);

    private static IEnumerable<string> Section(string name) =>
        Solution.SkipWhile(line => !line.StartsWith($"GlobalSection({name})", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => line != "EndGlobalSection");

    [GeneratedRegex(@"Condition\s*=\s*(""[^""]*|'[^']*)\b(Debug|Release)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamedConfiguration();

    [GeneratedRegex(@"^Project\("".*""\) = ""(?<name>[^""]+)"", ""[^""]+"", ""\{(?<id>[0-9A-F-]+)\}""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ProjectRow();
}

using System.Text.RegularExpressions;
using Squaremcp.Tests.Architecture;

namespace Squaremcp.Tests.Deployment;

/// <summary>A setting that is misspelt in a manifest or a page is one that nobody reads.</summary>
public sealed partial class SettingNameTests
{
    /// <summary>What an operator copies from or applies, and what the programs tell to set.</summary>
    private static IEnumerable<string> Texts => Repository.Files.Where(file =>
        IsDeployed(file) || file.EndsWith(".md", StringComparison.Ordinal)
        || (file.EndsWith(".cs", StringComparison.Ordinal) && !file.StartsWith("tests/", StringComparison.Ordinal) && !file.StartsWith("sandbox/", StringComparison.Ordinal)));

    [Fact]
    public void Every_setting_that_is_named_anywhere_exists()
    {
        var named = (
            from file in Texts
            from line in File.ReadLines(Path.Combine(Repository.Root, file)).Select((text, index) => (text, number: index + 1))
            from name in SettingName.In(line.text)
            select (Name: name, Where: $"{file}:{line.number}")).ToList();

        Assert.True(named.Count > 200, $"Only {named.Count} names were found: the test does not look where they are.");
        Offences.None(from one in named where !SettingName.Exists(one.Name) select $"{one.Where}: there is no setting {one.Name}");
    }

    [Fact]
    public void What_is_deployed_names_the_section_as_the_programs_read_it() =>
        Offences.None(Repository.Find(Repository.Files.Where(IsDeployed), AlmostSection()));

    [Theory]
    [InlineData("name: SQUAREMCP__Cluster__ConectionString", "Cluster:ConectionString")]
    [InlineData("SQUAREMCP__ClusterId=squaremcp", "ClusterId")]
    [InlineData("SQUAREMCP__cursorKey=x", "cursorKey")]
    [InlineData("Set Squaremcp:Vault:KeyPath to it.", "Vault:KeyPath")]
    [InlineData("SQUAREMCP__Mcp__AllowedHosts__first", "Mcp:AllowedHosts:first")]
    [InlineData("`SQUAREMCP__Mail__Host`, `…__Prot`", "Mail:Prot")]
    [InlineData("SQUAREMCP__Platforms__<Name>__ClientSecrets", "Platforms:<Name>:ClientSecrets")]
    [InlineData("SQUAREMCP__PublicOrigin__Port", "PublicOrigin:Port")]
    public void A_misspelt_name_is_noticed(string line, string name)
    {
        Assert.Contains(name, SettingName.In(line));
        Assert.False(SettingName.Exists(name));
    }

    [Theory]
    [InlineData("SQUAREMCP__Vault__AzureKeyVault__Key`, `…__GoogleCloudKms__Key` (`…__CredentialsFile`)", "Vault:AzureKeyVault:Key", "Vault:GoogleCloudKms:Key", "Vault:GoogleCloudKms:CredentialsFile")]
    [InlineData("SQUAREMCP__OAuth__Clients__0__RedirectUris__1, SQUAREMCP__SignIn__Providers__google__ClientId", "OAuth:Clients:0:RedirectUris:1", "SignIn:Providers:google:ClientId")]
    [InlineData("SQUAREMCP__Platforms__<Platform>__BaseUrl: SQUAREMCP__Cluster__…", "Platforms:<Platform>:BaseUrl", "Cluster:…")]
    [InlineData("\"SQUAREMCP__Cluster__{name} is\"; Squaremcp:Cluster:ServiceId: that", "Cluster:…", "Cluster:ServiceId")]
    public void A_right_one_is_read_in_full(string line, params string[] names)
    {
        Assert.Equal(names, SettingName.In(line));
        Assert.All(names, name => Assert.True(SettingName.Exists(name), name));
    }

    private static bool IsDeployed(string file) => file.StartsWith("k8s/", StringComparison.Ordinal) || file is "compose.yaml" or "Dockerfile" or ".env.example" or "frontend/appsettings.json";

    /// <summary>One underline, or the section in other letters, is another variable.</summary>
    [GeneratedRegex("(?i:squaremcp_)(?<!SQUAREMCP_)[A-Za-z_]*__|SQUAREMCP_(?!_)|SQUAREMCP___", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AlmostSection();
}

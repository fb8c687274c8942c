using System.Text.Json;

namespace Squaremcp.Tests.Platforms.Obsidian;

public sealed class SettingsTests : IDisposable
{
    private readonly TestVault vault = new();

    public void Dispose() => vault.Dispose();

    [Theory]
    [InlineData("""{"vault":"../x"}""", "inside the vault")]
    [InlineData("""{"vault":"/etc"}""", "relative")]
    [InlineData("""{"vault":".obsidian"}""", "begin with a dot")]
    [InlineData("""{"vault":"missing"}""", "no folder missing")]
    [InlineData("""{"vault":""}""", "must not be empty")]
    [InlineData("""{"vault":5}""", "must be a string")]
    [InlineData("""{"vault":"notes","colour":"red"}""", "is not an argument")]
    [InlineData("""{}""", "is required")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("""{"vault":"linked"}""", "through a link")]
    public void Settings_that_are_wrong_say_how(string settings, string rule)
    {
        Directory.CreateSymbolicLink(Path.Combine(vault.Root, "linked"), vault.Folder);

        Assert.Contains(rule, vault.Connector.Read(JsonElement.Parse(settings)).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_made_where_asked_and_claimed()
    {
        var reading = vault.Connector.Read(JsonElement.Parse("""{"vault":"team/anna","create":true}"""));

        Assert.Equal("""{"vault":"team/anna"}""", reading.Canonical);
        Assert.Equal(("obsidian-vault", "team/anna"), reading.Claim);
        Assert.True(Directory.Exists(Path.Combine(vault.Root, "team", "anna")));
    }

    [Fact]
    public async Task A_check_names_the_step_that_fails()
    {
        var settings = JsonElement.Parse("""{"vault":"notes"}""");
        Assert.All(await vault.Connector.CheckAsync(new(settings), TestContext.Current.CancellationToken), step => Assert.True(step.Ok, step.Detail));

        Directory.Delete(vault.Folder);

        Assert.Equal("folder", Assert.Single(await vault.Connector.CheckAsync(new(settings), TestContext.Current.CancellationToken)).Name);
    }
}

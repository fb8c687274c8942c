using System.Text.Json;
using Squaremcp.Frontend.Commands;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Discord;
using Squaremcp.Platforms.Email;
using Squaremcp.Platforms.Facebook;
using Squaremcp.Platforms.Figma;
using Squaremcp.Platforms.GitHub;
using Squaremcp.Platforms.Gmail;
using Squaremcp.Platforms.Instagram;
using Squaremcp.Platforms.LinkedIn;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Platforms.Obsidian;
using Squaremcp.Platforms.Outlook;
using Squaremcp.Platforms.Slack;
using Squaremcp.Platforms.Snapchat;
using Squaremcp.Platforms.Square;
using Squaremcp.Platforms.Telegram;
using Squaremcp.Platforms.TikTok;
using Squaremcp.Platforms.Twitter;
using Squaremcp.Platforms.WhatsApp;

namespace Squaremcp.Tests.Architecture;

/// <summary>The house rules for tools, on what the platforms declare. Clients/ToolHouseRuleTests asks the same of what goes over the wire.</summary>
public sealed class ToolRuleTests
{
    private static readonly Connectors Connectors = new(
    [
        new DiscordConnector("10", new(), TimeProvider.System),
        new EmailConnector(allowPrivateHosts: false, null, TimeProvider.System),
        new FacebookConnector("v26.0", new(), TimeProvider.System),
        new FigmaConnector(new(), TimeProvider.System),
        new GitHubConnector("2026-03-10", new(), TimeProvider.System),
        new GmailConnector(new(), TimeProvider.System),
        new InstagramConnector("v26.0", new(), TimeProvider.System),
        new LinkedInConnector("202607", new(), TimeProvider.System),
        new ObsidianConnector(Path.GetTempPath(), allowPrivateHosts: false, new(), TimeProvider.System),
        new OutlookConnector("common", new(), TimeProvider.System),
        new SlackConnector(new(), TimeProvider.System),
        new SnapchatConnector(new(), TimeProvider.System),
        new TelegramConnector(new("https://api.telegram.org"), new(), TimeProvider.System),
        new TikTokConnector(new(), TimeProvider.System),
        new TwitterConnector(saysPost: false, new(), TimeProvider.System),
        new WhatsAppConnector("v26.0", new(), TimeProvider.System),
    ]);

    [Fact]
    public void Every_platform_of_the_program_is_looked_at() =>
        Assert.Equal(
            typeof(IConnector).Assembly.GetTypes().Where(type => type is { IsInterface: false, IsAbstract: false } && type.IsAssignableTo(typeof(IConnector))).OrderBy(type => type.FullName, StringComparer.Ordinal),
            Connectors.All.Select(connector => connector.GetType()).OrderBy(type => type.FullName, StringComparer.Ordinal));

    [Fact]
    public void The_command_that_connects_a_platform_is_one_there_is() => Offences.None(
        from connector in Connectors.All
        where connector is not IOAuthConnector // those are connected in a browser
        let platform = connector.Platform
        let words = Words.Read(["connect", platform.Name, "--customer", "cus_1", .. platform.ConnectOptions.Split(' ', StringSplitOptions.RemoveEmptyEntries)])
        where !Verbs.All.ContainsKey(words.Verb) || connector.Platform.ConnectOptions.Contains("token", StringComparison.Ordinal) || platform.ConnectOptions.Contains("password", StringComparison.Ordinal)
        select platform.Name);

    [Fact]
    public void Every_tool_keeps_the_house_rules() =>
        Offences.None(Connectors.Tools.Select(AsListed).SelectMany(ToolRules.Offences));

    [Fact]
    public void Every_tool_is_named_for_its_platform()
    {
        Assert.All(GatewayTools.All.Where(tool => tool.Name != EmailSearch.Name), tool => Assert.StartsWith("square_", tool.Name, StringComparison.Ordinal));
        Assert.All(Connectors.All, platform => Assert.All(platform.Platform.Tools, tool => Assert.StartsWith($"{platform.Platform.Name}_", tool.Name, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_argument_is_in_snake_case() =>
        Assert.All(
            Connectors.Tools.SelectMany(tool => tool.InputSchema["properties"]?.AsObject() ?? []),
            argument => Assert.Equal(JsonNamingPolicy.SnakeCaseLower.ConvertName(argument.Key), argument.Key));

    [Theory]
    [InlineData("""{"name":"Obsidian-Read"}""", "platform_verb_noun")]
    [InlineData("""{"name":"obsidian_read"}""", "platform_verb_noun")]
    [InlineData("""{"name":"obsidian_read_note"}""", "has no description")]
    [InlineData("""{"name":"obsidian_read_note","inputSchema":{"type":"object","properties":{"path":{"type":"string"}}}}""", "inputSchema.path has no description")]
    [InlineData("""{"name":"obsidian_read_note","inputSchema":{"type":"object","properties":{"dry_run":{"description":"x"}}},"annotations":{"readOnlyHint":true}}""", "only reads, and takes dry_run")]
    [InlineData("""{"name":"obsidian_write_note","inputSchema":{"type":"object","properties":{"dry_run":{"description":"x"},"repeat":{"description":"x"}}}}""", "does not take idempotency_key")]
    [InlineData("""{"name":"obsidian_read_note","outputSchema":{"properties":{"a":{"description":"x","items":{"properties":{"b":{}}}}}}}""", "outputSchema.a.b has no description")]
    public void An_offence_is_recognised(string tool, string offence) =>
        Assert.Contains(ToolRules.Offences(JsonElement.Parse(tool)), found => found.Contains(offence, StringComparison.Ordinal));

    private static JsonElement AsListed(Tool tool) => JsonSerializer.SerializeToElement(new
    {
        name = tool.Name,
        title = tool.Title,
        description = tool.Description,
        annotations = new { readOnlyHint = tool.ReadOnly },
        inputSchema = tool.InputSchema,
        outputSchema = tool.OutputSchema,
    });
}

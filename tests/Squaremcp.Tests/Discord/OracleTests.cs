using System.Text.Json.Nodes;

namespace Squaremcp.Tests.Discord;

/// <summary>Our requests against Discord's published description.</summary>
public sealed class OracleTests : DiscordBench
{
    private const string Prefix = "/discord.com/api/v10";

    /// <summary>In the order of <c>platform.mjs</c>.</summary>
    internal static IReadOnlyList<(string Tool, object Arguments)> Intents { get; } =
    [
        ("discord_get_me", new { }),
        ("discord_get_guilds", new { limit = 2, with_counts = true }),
        ("discord_get_channels", new { guild_id = FakeDiscord.Guild }),
        ("discord_get_messages", new { channel_id = FakeDiscord.General, limit = 50, before = "1310000000000001010" }),
        ("discord_get_messages", new { channel_id = FakeDiscord.General, limit = 5, after = "1310000000000001010" }),
        ("discord_send_message", new { channel_id = FakeDiscord.General, content = "Grüße 😀 & <x>" }),
        ("discord_send_message", new { channel_id = FakeDiscord.General, content = new string('x', 2_000), reply_to_message_id = FakeDiscord.First, mention_user_ids = (string[])["1310000000000000005"], disable_notification = true, disable_link_preview = true }),
    ];

    /// <summary>None differs. The description lets a message have 4,000 characters, which is for people who pay: we keep to the 2,000 of the documentation.</summary>
    [Fact]
    public async Task Every_request_is_one_that_is_described()
    {
        var oracle = DiscordOracle.Required;
        foreach (var (tool, arguments) in Intents)
        {
            await AnswerAsync(tool, arguments);
        }

        await RehearseAsync(new { channel_id = FakeDiscord.General, content = "x", reply_to_message_id = FakeDiscord.First });

        Assert.Equal(9, Discord.Requests.Count);
        Assert.Empty(Discord.Requests.SelectMany(request => oracle.Offences(request.Verb, request.Path[Prefix.Length..], request.Query, request.Json)));
    }

    [Theory]
    [InlineData("GET", "/user/@me", "", "", "there is no")]
    [InlineData("GET", "/users/@me/guilds", "limit=201", "", "too much")]
    [InlineData("GET", "/channels/5/messages", "since=5", "", "no parameter since")]
    [InlineData("GET", "/channels/5/messages", "before=last", "", "does not fit")]
    [InlineData("POST", "/channels/5/messages", "", "", "needs a body")]
    [InlineData("POST", "/channels/5/messages", "", """{"text":"x"}""", "body has no text")]
    [InlineData("POST", "/channels/5/messages", "", """{"content":5}""", "body.content is integer")]
    [InlineData("POST", "/channels/5/messages", "", """{"nonce":"12345678901234567890123456"}""", "too much")]
    [InlineData("POST", "/channels/5/messages", "", """{"allowed_mentions":{"parse":["everybody"]}}""", "body.allowed_mentions.parse[]")]
    [InlineData("POST", "/channels/5/messages", "", """{"message_reference":{"id":"5"}}""", "body.message_reference")]
    public void What_is_not_described_is_noticed(string verb, string path, string query, string body, string offence) => Assert.Contains(
        DiscordOracle.Required.Offences(verb, path, query.Length == 0 ? new Dictionary<string, string>() : new Dictionary<string, string> { [query.Split('=')[0]] = query.Split('=')[1] }, body.Length == 0 ? null : JsonNode.Parse(body)),
        found => found.Contains(offence, StringComparison.Ordinal));
}

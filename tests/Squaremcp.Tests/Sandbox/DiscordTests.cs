using System.Text.Json;

namespace Squaremcp.Tests.Sandbox;

/// <summary>Every tool of Discord against its simulator, through the whole product: two that were written apart from each other.</summary>
public sealed class DiscordTests(SandboxGateway gateway) : IClassFixture<SandboxGateway>
{
    private const string Harbour = "1310000000000000101", General = "1310000000000000201", News = "1310000000000000202";

    [Fact]
    public async Task The_bot_its_servers_and_their_channels_are_told()
    {
        Assert.StartsWith("sandbox-", (await OkAsync("discord_get_me", new { })).GetProperty("username").GetString(), StringComparison.Ordinal);
        Assert.Equal([Harbour, "1310000000000000102"], (await OkAsync("discord_get_guilds", new { with_counts = true })).GetProperty("guilds").EnumerateArray().Select(guild => guild.GetProperty("id").GetString()));
        Assert.Equal(
            ["category Talk", "text general", "announcement news", "forum ideas", "text notices", "voice Pier"],
            (await OkAsync("discord_get_channels", new { guild_id = Harbour })).GetProperty("channels").EnumerateArray().Select(channel => $"{channel.GetProperty("kind").GetString()} {channel.GetProperty("name").GetString()}"));
    }

    [Fact]
    public async Task Messages_are_read_page_by_page_backwards_and_forwards()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        var first = await OkAsync("discord_get_messages", new { channel_id = General, limit = 40 }, key);
        var second = await OkAsync("discord_get_messages", new { channel_id = General, limit = 40, cursor = first.GetProperty("next_cursor").GetString() }, key);
        var oldest = second.GetProperty("messages")[19].GetProperty("id").GetString();

        Assert.Equal((40, 20, false), (first.GetProperty("messages").GetArrayLength(), second.GetProperty("messages").GetArrayLength(), second.TryGetProperty("next_cursor", out _)));
        Assert.Equal(("Who has the ladder?", "Bert Ångström"), (first.GetProperty("messages")[0].GetProperty("content").GetString(), first.GetProperty("messages")[0].GetProperty("author").GetString()));
        Assert.Equal("Log entry 2 🚢", (await OkAsync("discord_get_messages", new { channel_id = General, after = oldest, limit = 3 }, key)).GetProperty("messages")[0].GetProperty("content").GetString());
    }

    [Fact]
    public async Task A_message_is_rehearsed_sent_answered_and_read_again()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        var asked = (await OkAsync("discord_get_messages", new { channel_id = General, limit = 1 }, key)).GetProperty("messages")[0].GetProperty("id").GetString();
        var message = new { channel_id = General, content = "It is with me, <@1310000000000000301>. 🪜", reply_to_message_id = asked, mention_user_ids = new[] { "1310000000000000301" } };
        await OkAsync("discord_send_message", new { message.channel_id, message.content, message.reply_to_message_id, message.mention_user_ids, dry_run = true }, key);
        var sent = await OkAsync("discord_send_message", message, key);
        var heard = (await OkAsync("discord_get_messages", new { channel_id = General, limit = 3 }, key)).GetProperty("messages");

        Assert.StartsWith("You wrote: It is with me", heard[0].GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.Equal((sent.GetProperty("message_id").GetString(), asked, "Ada Winter"), (heard[1].GetProperty("id").GetString(), heard[1].GetProperty("reply_to_message_id").GetString(), heard[1].GetProperty("mentions")[0].GetProperty("name").GetString()));
        Assert.Equal(asked, heard[2].GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("1310000000000000203", "invalid_argument")]
    [InlineData("1310000000000000204", "not_permitted_by_platform")]
    [InlineData("1310000000000000205", "not_permitted_by_platform")]
    [InlineData("1310000000000000999", "not_found")]
    public async Task What_Discord_refuses_is_refused(string channel, string kind) =>
        Assert.Equal(kind, (await gateway.CallAsync("discord_send_message", new { channel_id = channel, content = "x" })).Body.GetProperty("kind").GetString());

    [Fact]
    public async Task Slow_mode_and_haste_are_refused_with_the_time_to_wait()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        await OkAsync("discord_send_message", new { channel_id = News, content = "one" }, key);
        Assert.Equal("rate_limited", (await gateway.CallAsync("discord_send_message", new { channel_id = News, content = "two" }, key)).Body.GetProperty("kind").GetString());
        var kinds = new List<int>();
        for (var i = 0; i < 6; i++)
        {
            kinds.Add((await gateway.CallAsync("discord_send_message", new { channel_id = General, content = $"{i}" }, key)).Status);
        }

        Assert.Equal([200, 200, 200, 200, 200, 429], kinds);
    }

    [Theory]
    [InlineData("rate_limited", 7, 1, "rate_limited")]
    [InlineData("rate_limited", null, 1, "rate_limited")]
    [InlineData("expired_token", null, 1, "needs_reconnection")]
    [InlineData("server_error", null, 2, "outcome_unknown")]
    [InlineData("lost_answer", null, 2, "outcome_unknown")]
    public async Task It_fails_on_demand(string fault, int? retryAfter, int times, string kind)
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        await gateway.FaultAsync("discord", new { kind = fault, retry_after = retryAfter, times }, key);

        Assert.Equal(kind, (await gateway.CallAsync("discord_send_message", new { channel_id = General, content = "x" }, key)).Body.GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData("lost_answer")]
    [InlineData("truncated")]
    [InlineData("server_error")]
    public async Task A_message_whose_answer_is_lost_once_is_there_once_and_known(string fault)
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        await gateway.FaultAsync("discord", new { kind = fault }, key);
        await OkAsync("discord_send_message", new { channel_id = General, content = "Only once." }, key);

        Assert.Single((await OkAsync("discord_get_messages", new { channel_id = General, limit = 10 }, key)).GetProperty("messages").EnumerateArray(), message => message.GetProperty("content").GetString() == "Only once.");
    }

    private async Task<JsonElement> OkAsync(string tool, object arguments, string? key = null)
    {
        var (status, body) = await gateway.CallAsync(tool, arguments, key);
        Assert.True(status == 200, $"{tool} answered {status}: {body}");
        return body;
    }
}

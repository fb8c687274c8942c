using System.Text.Json;
using Squaremcp.Platforms;

namespace Squaremcp.Tests.Discord;

public sealed class ToolTests : DiscordBench
{
    [Fact]
    public async Task The_bot_tells_who_it_is_and_where_it_is()
    {
        Assert.Equal((FakeDiscord.BotId, "harbourbot"), await AnswerAsync("discord_get_me", new { }) is var me ? (Text(me, "id"), Text(me, "username")) : default);
        var seen = await AllAsync("discord_get_guilds", "guilds", cursor => new { limit = 2, cursor });
        Assert.Equal(5, seen.Distinct().Count());
        Assert.Equal(5, seen.Count);
    }

    [Fact]
    public async Task Channels_stand_as_people_see_them()
    {
        var channels = (await AnswerAsync("discord_get_channels", new { guild_id = FakeDiscord.Guild })).GetProperty("channels");

        Assert.Equal(["announcement news", "category Text", "text general", "forum ideas"], channels.EnumerateArray().Select(channel => $"{Text(channel, "kind")} {Text(channel, "name")}"));
        Assert.Equal(30, channels[0].GetProperty("slow_mode_seconds").GetInt32());
    }

    [Fact]
    public async Task Channels_too_many_for_an_answer_are_paged()
    {
        var seen = new List<string>();
        string? cursor = null;
        for (var i = 0; i < 10 && (i == 0 || cursor is not null); i++)
        {
            var page = JsonElement.Parse((await InvokeAsync("discord_get_channels", new { guild_id = FakeDiscord.Guild, cursor }, answerBytes: 8_200)).Json!);
            seen.AddRange(page.GetProperty("channels").EnumerateArray().Select(channel => Text(channel, "id")));
            cursor = page.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        }

        Assert.Equal(4, seen.Distinct().Count());
        Assert.True(Discord.Requests.Count > 1, "The answer was not cut.");
    }

    [Theory]
    [InlineData(48_000)]
    [InlineData(9_000)]
    public async Task Messages_page_to_the_end_each_once_newest_first(int answerBytes)
    {
        var seen = await AllAsync("discord_get_messages", "messages", cursor => new { channel_id = FakeDiscord.General, limit = 7, cursor }, answerBytes);

        Assert.Equal(Enumerable.Range(0, 30).Reverse().Select(i => $"{1310000000000001000 + i}"), seen);
    }

    [Fact]
    public async Task Messages_after_one_are_read_forwards()
    {
        var seen = await AllAsync("discord_get_messages", "messages", cursor => new { channel_id = FakeDiscord.General, limit = 4, after = "1310000000000001019", cursor });

        Assert.Equal(Enumerable.Range(20, 10).Select(i => $"{1310000000000001000 + i}"), seen);
        Assert.Equal("after", (await ErrorAsync("discord_get_messages", new { channel_id = FakeDiscord.General, before = FakeDiscord.First, after = FakeDiscord.First })).Argument);
        Assert.Equal(2, (await AnswerAsync("discord_get_messages", new { channel_id = FakeDiscord.General, before = "1310000000000001002" })).GetProperty("messages").GetArrayLength());
    }

    [Fact]
    public async Task A_cursor_is_for_the_same_question_only()
    {
        var cursor = Text(await AnswerAsync("discord_get_messages", new { channel_id = FakeDiscord.General }), "next_cursor");

        Assert.Equal("cursor", (await ErrorAsync("discord_get_messages", new { channel_id = FakeDiscord.Slow, cursor })).Argument);
        Assert.Equal("cursor", (await ErrorAsync("discord_get_guilds", new { cursor })).Argument);
        Assert.Single(Discord.Requests);
    }

    [Fact]
    public async Task Text_that_Discord_holds_back_is_explained()
    {
        Assert.False((await AnswerAsync("discord_get_messages", new { channel_id = FakeDiscord.General })).TryGetProperty("advice", out _));
        Discord.ShowsContent = false;
        Assert.Contains("Message Content Intent", Text(await AnswerAsync("discord_get_messages", new { channel_id = FakeDiscord.General }), "advice"), StringComparison.Ordinal);
        Discord.Messages.Clear();
        Assert.Contains("Read Message History", Text(await AnswerAsync("discord_get_messages", new { channel_id = FakeDiscord.General }), "advice"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_calls_nobody_but_those_named()
    {
        await AnswerAsync("discord_send_message", new { channel_id = FakeDiscord.General, content = "@everyone <@1310000000000000005>" });
        await AnswerAsync("discord_send_message", new { channel_id = FakeDiscord.General, content = "<@1310000000000000005>", mention_user_ids = (string[])["1310000000000000005"] });

        Assert.Equal(
            ["""{"parse":[],"replied_user":false}""", """{"parse":[],"replied_user":false,"users":["1310000000000000005"]}"""], Discord.Requests.Select(request => request.Json!["allowed_mentions"]!.ToJsonString()));
    }

    [Theory]
    [InlineData("""{"channel_id":"general","content":"x"}""", "channel_id")]
    [InlineData("""{"channel_id":"131","content":"x"}""", "channel_id")]
    [InlineData("""{"channel_id":"1310000000000000002","content":" \n "}""", "content")]
    [InlineData("""{"channel_id":"1310000000000000002","content":"x","reply_to_message_id":"last"}""", "reply_to_message_id")]
    [InlineData("""{"channel_id":"1310000000000000002","content":"x","mention_user_ids":["anna"]}""", "mention_user_ids")]
    [InlineData("""{"channel_id":"1310000000000000002","content":"x","mention_user_ids":["1310000000000000005","1310000000000000005"]}""", "mention_user_ids")]
    public async Task What_Discord_would_refuse_is_refused_before_in_a_rehearsal_too(string arguments, string argument)
    {
        Assert.Equal((ToolErrorKind.InvalidArgument, argument), await ErrorAsync("discord_send_message", JsonElement.Parse(arguments)) is var error ? (error.Kind, error.Argument) : default);
        Assert.Contains($"`{argument}`", Text(await RehearseAsync(JsonElement.Parse(arguments)), "would"), StringComparison.Ordinal);
        Assert.Empty(Discord.Requests);
    }

    [Theory]
    [InlineData("a", 2_000, true)]
    [InlineData("a", 2_001, false)]
    [InlineData("𠮷", 2_000, true)]
    public async Task Two_thousand_characters_are_taken(string letter, int count, bool fits) =>
        Assert.Equal(fits ? null : "content", (await InvokeAsync("discord_send_message", new { channel_id = FakeDiscord.General, content = string.Concat(Enumerable.Repeat(letter, count)) })).Error?.Argument);

    [Theory]
    [InlineData(FakeDiscord.General, null, "Send a message of 5 characters to the text channel 1310000000000000002.")]
    [InlineData(FakeDiscord.General, FakeDiscord.First, "Send a message of 5 characters to the text channel 1310000000000000002, in answer to 1310000000000001000.")]
    [InlineData(FakeDiscord.General, "1310000000000009999", "There is no such message")]
    [InlineData(FakeDiscord.Slow, null, "Send a message of 5 characters to the announcement channel")]
    [InlineData(FakeDiscord.Forum, null, "That channel is a forum, which takes no messages.")]
    [InlineData("1310000000000009999", null, "Discord knows no such channel")]
    public async Task A_rehearsal_looks_whether_it_would_arrive_and_sends_nothing(string channel, string? answers, string says)
    {
        var told = await RehearseAsync(new { channel_id = channel, content = "Hello", reply_to_message_id = answers });

        Assert.StartsWith(says, Text(told, "would"), StringComparison.Ordinal);
        Assert.Equal(channel == FakeDiscord.Slow, told.TryGetProperty("warnings", out _));
        Assert.All(Discord.Requests, request => Assert.Equal("GET", request.Verb));
    }

    [Fact]
    public void A_message_names_whom_it_reaches() => Assert.Equal(
        [FakeDiscord.General], Connector.Platform.Tools.Single(tool => tool.Sends).Recipients!(JsonSerializer.SerializeToElement(new { channel_id = $" {FakeDiscord.General} ", content = "x" })));

    private async Task<List<string>> AllAsync(string tool, string list, Func<string?, object> arguments, int answerBytes = 48_000)
    {
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var result = await InvokeAsync(tool, arguments(cursor), answerBytes);
            Assert.True(result.Error is null, result.Error?.Message);
            var page = JsonElement.Parse(result.Json!);
            seen.AddRange(page.GetProperty(list).EnumerateArray().Select(item => Text(item, "id")));
            cursor = page.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null && seen.Count < 100);
        return seen;
    }

    private static string Text(JsonElement owner, string name) => owner.GetProperty(name).GetString()!;
}

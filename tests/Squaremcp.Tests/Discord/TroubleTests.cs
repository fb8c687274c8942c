using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Squaremcp.Platforms;

namespace Squaremcp.Tests.Discord;

/// <summary>Everything that can go wrong on the way to Discord and back.</summary>
public sealed class TroubleTests : DiscordBench
{
    private static readonly object Hello = new { channel_id = FakeDiscord.General, content = "Hello" };

    private static readonly object Asked = new { channel_id = FakeDiscord.General };

    public static TheoryData<int, string, ToolErrorKind, string?> Refusals => new()
    {
        { 401, """{"message":"401: Unauthorized","code":0}""", ToolErrorKind.NeedsReconnection, null },
        { 401, "<html>", ToolErrorKind.NeedsReconnection, null },
        { 403, """{"message":"x","code":40001}""", ToolErrorKind.NeedsReconnection, null },
        { 403, """{"message":"x","code":50014}""", ToolErrorKind.NeedsReconnection, null },
        { 403, """{"message":"x","code":50025}""", ToolErrorKind.NeedsReconnection, null },
        { 404, """{"message":"Unknown Channel","code":10003}""", ToolErrorKind.NotFound, "channel_id" },
        { 404, """{"message":"Unknown Guild","code":10004}""", ToolErrorKind.NotFound, "guild_id" },
        { 404, """{"message":"Unknown Message","code":10008}""", ToolErrorKind.NotFound, "reply_to_message_id" },
        { 404, """{"message":"404: Not Found","code":0}""", ToolErrorKind.NotFound, null },
        { 403, """{"message":"Missing Access","code":50001}""", ToolErrorKind.NotPermittedByPlatform, null },
        { 403, """{"message":"Missing Permissions","code":50013}""", ToolErrorKind.NotPermittedByPlatform, null },
        { 403, """{"message":"Cannot send messages to this user","code":50007}""", ToolErrorKind.NotPermittedByPlatform, "channel_id" },
        { 403, """{"message":"x","code":50278}""", ToolErrorKind.NotPermittedByPlatform, "channel_id" },
        { 403, """{"message":"Something new","code":59999}""", ToolErrorKind.NotPermittedByPlatform, null },
        { 400, """{"message":"Cannot send an empty message","code":50006}""", ToolErrorKind.InvalidArgument, "content" },
        { 400, """{"message":"Invalid Form Body","code":50035,"errors":{"content":{"_errors":[{"code":"BASE_TYPE_MAX_LENGTH","message":"Must be 2000 or fewer in length."}]}}}""", ToolErrorKind.InvalidArgument, "content" },
        { 400, """{"message":"Invalid Form Body","code":50035,"errors":{"allowed_mentions":{"users":{"0":{"_errors":[{"message":"Value is not snowflake."}]}}}}}""", ToolErrorKind.InvalidArgument, "mention_user_ids" },
        { 400, """{"message":"Something new","code":59999}""", ToolErrorKind.InvalidArgument, null },
        { 400, """{"message":"Slow","code":20016,"retry_after":12.2}""", ToolErrorKind.RateLimited, "channel_id" },
        { 400, """{"message":"Too busy","code":40062}""", ToolErrorKind.PlatformUnavailable, null },
        { 403, """{"message":"internal network error","code":40333}""", ToolErrorKind.PlatformUnavailable, null },
        { 403, "<html>Cloudflare", ToolErrorKind.PlatformUnavailable, null },
        { 302, "", ToolErrorKind.PlatformUnavailable, null },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_Discord_refuses_is_told_by_its_kind_to_readers_and_writers(int status, string body, ToolErrorKind kind, string? argument)
    {
        Fail(status, body);
        foreach (var (tool, arguments) in ((string, object)[])[("discord_get_messages", Asked), ("discord_send_message", Hello)])
        {
            var error = await ErrorAsync(tool, arguments);
            Assert.Equal((kind, argument, kind == ToolErrorKind.NeedsReconnection), (error.Kind, error.Argument, error.IsTokenRefused));
            Assert.Contains("Nothing was done", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(2, Discord.Requests.Count);
    }

    [Fact]
    public async Task The_field_that_is_wrong_is_named()
    {
        Fail(400, """{"message":"Invalid Form Body","code":50035,"errors":{"content":{"_errors":[{"code":"BASE_TYPE_MAX_LENGTH","message":"Must be 2000 or fewer in length."}]}}}""");

        Assert.Contains("content: \"Must be 2000 or fewer in length.\"", (await ErrorAsync("discord_send_message", Hello)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, "<html>")]
    [InlineData(503, """{"message":"overloaded","code":130000}""")]
    [InlineData(200, """{"id":"1310000000""")]
    [InlineData(200, "[]")]
    public async Task A_lost_answer_is_asked_for_again_with_the_same_nonce_and_the_message_is_there_once(int status, string body)
    {
        var before = Discord.Messages.Count;
        Discord.Trouble = async (context, request) =>
        {
            if (Discord.Requests.Count > 1)
            {
                return false;
            }

            // Done, and not told.
            await Discord.AnswerAsync(new DefaultHttpContext(), request);
            await FakeDiscord.WriteAsync(context, status, body);
            return true;
        };
        var sent = await AnswerAsync("discord_send_message", Hello);

        Assert.Equal((before + 1, (string)Discord.Messages[^1]["id"]!), (Discord.Messages.Count, sent.GetProperty("message_id").GetString()));
        Assert.Equal(Discord.Requests.First().Body, Discord.Requests.Last().Body);
        Assert.Equal((25, true), Discord.Requests.First().Json is { } json ? (((string)json["nonce"]!).Length, (bool)json["enforce_nonce"]!) : default);
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(429, """{"message":"You are being rate limited.","retry_after":1.5,"global":true}""")]
    [InlineData(403, """{"message":"Missing Access","code":50001}""")]
    public async Task What_asking_again_does_not_tell_is_not_known(int status, string body)
    {
        Discord.Trouble = async (context, _) =>
        {
            if (Discord.Requests.Count == 1)
            {
                context.Abort();
                return true;
            }

            await FakeDiscord.WriteAsync(context, status, body);
            return true;
        };
        var error = await ErrorAsync("discord_send_message", Hello);

        Assert.Equal((ToolErrorKind.OutcomeUnknown, 2), (error.Kind, Discord.Requests.Count));
        Assert.Contains("discord_get_messages", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_call_is_another_message()
    {
        await AnswerAsync("discord_send_message", Hello);
        await AnswerAsync("discord_send_message", Hello);

        Assert.Equal(32, Discord.Messages.Count);
    }

    [Theory]
    [InlineData(500, "", 3)]
    [InlineData(200, """[{"id":"13""", 1)]
    [InlineData(200, "{}", 1)]
    [InlineData(200, "", 1)]
    public async Task A_read_that_fails_is_tried_again_only_where_that_may_help(int status, string body, int attempts)
    {
        Fail(status, body);

        Assert.Equal((ToolErrorKind.PlatformUnavailable, attempts), ((await ErrorAsync("discord_get_messages", Asked)).Kind, Discord.Requests.Count));
    }

    [Theory]
    [InlineData("""{"message":"You are being rate limited.","retry_after":64.57,"global":false}""", null, 65)]
    [InlineData("""{"message":"You are being rate limited.","retry_after":64.57,"global":false}""", "64", 65)]
    [InlineData("<html>Cloudflare", "12", 12)]
    [InlineData("<html>Cloudflare", null, 30)]
    public async Task A_refusal_by_limits_tells_how_long(string body, string? header, int seconds)
    {
        Fail(429, body, header is null ? ("X-None", "") : ("Retry-After", header));
        var error = await ErrorAsync("discord_send_message", Hello);

        Assert.Equal((ToolErrorKind.RateLimited, seconds), (error.Kind, (int)error.RetryAfter!.Value.TotalSeconds));
    }

    [Fact]
    public async Task What_the_headers_say_is_used_up_is_not_asked_for_and_other_channels_are()
    {
        Discord.Left = 1;
        await AnswerAsync("discord_get_messages", Asked);
        var refused = await ErrorAsync("discord_get_messages", Asked);

        Assert.Equal((ToolErrorKind.RateLimited, 2, 1), (refused.Kind, (int)refused.RetryAfter!.Value.TotalSeconds, Discord.Requests.Count));
        Discord.Left = null;
        await AnswerAsync("discord_send_message", Hello);
        Clock.Advance(TimeSpan.FromSeconds(2));
        await AnswerAsync("discord_get_messages", Asked);
    }

    [Fact]
    public async Task Where_nobody_listens_nothing_was_sent()
    {
        var nowhere = Account with { Hosts = new(new Uri("http://127.0.0.1:9/")) };
        var result = await Connector.InvokeAsync("discord_send_message", nowhere, JsonSerializer.SerializeToElement(Hello), Context(), TestContext.Current.CancellationToken);

        Assert.Equal(ToolErrorKind.PlatformUnavailable, result.Error!.Kind);
        Assert.Contains("Nothing was sent", result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_Discord_says_is_repeated_in_short()
    {
        Fail(400, $$"""{"message":"{{new string('y', 5_000)}}","code":59999}""");

        Assert.InRange((await ErrorAsync("discord_send_message", Hello)).Message.Length, 20, 500);
    }
}

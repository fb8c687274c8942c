using System.Text.Json;
using System.Web;
using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Sandbox;

/// <summary>Every tool of Slack against its simulator, through the whole product: two that were written apart from each other.</summary>
public sealed class SlackTests(SandboxGateway gateway) : IClassFixture<SandboxGateway>
{
    private const string General = "C0GENERAL01", Ada = "U0ADA000001";

    [Fact]
    public async Task Channels_and_people_are_found()
    {
        var channels = (await OkAsync("slack_list_channels", new { })).GetProperty("channels").EnumerateArray().ToDictionary(channel => channel.GetProperty("name").GetString()!);
        var direct = (await OkAsync("slack_list_channels", new { kind = "direct" })).GetProperty("channels");

        Assert.Equal(["announcements", "crew", "general", "random"], channels.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("private", "public", false), (channels["crew"].GetProperty("kind").GetString(), channels["random"].GetProperty("kind").GetString(), channels["random"].GetProperty("is_member").GetBoolean()));
        Assert.Equal(["direct", "group_direct"], direct.EnumerateArray().Select(channel => channel.GetProperty("kind").GetString()));
        Assert.Equal(4, (await OkAsync("slack_list_users", new { })).GetProperty("users").GetArrayLength());
        Assert.Equal(("Ada Winter", "ada@sandbox.example"), await OkAsync("slack_get_user", new { user = Ada }) is var ada ? (ada.GetProperty("real_name").GetString(), ada.GetProperty("email").GetString()) : default);
    }

    [Fact]
    public async Task A_channel_is_read_page_by_page_though_Slack_gives_fewer_than_asked_for()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        var first = await OkAsync("slack_get_history", new { channel = General, limit = 100 }, key);
        var second = await OkAsync("slack_get_history", new { channel = General, limit = 100, cursor = first.GetProperty("next_cursor").GetString() }, key);

        Assert.Equal((15, 15, false), (first.GetProperty("messages").GetArrayLength(), second.GetProperty("messages").GetArrayLength(), second.TryGetProperty("next_cursor", out _)));
        var asked = first.GetProperty("messages")[0];
        var thread = (await OkAsync("slack_get_thread", new { channel = General, thread_ts = asked.GetProperty("ts").GetString() }, key)).GetProperty("messages");
        Assert.Equal(("Who has the ladder?", "It is in the shed."), (thread[0].GetProperty("text").GetString(), thread[1].GetProperty("text").GetString()));
        Assert.Equal("Log entry 29: wind & waves.", first.GetProperty("messages")[1].GetProperty("text").GetString());
        Assert.Equal(2, (await OkAsync("slack_get_history", new { channel = General, oldest = first.GetProperty("messages")[2].GetProperty("ts").GetString() }, key)).GetProperty("messages").GetArrayLength());
    }

    [Fact]
    public async Task A_message_is_rehearsed_sent_once_answered_and_read_again()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        await OkAsync("slack_send_message", new { channel = Ada, text = "Tea & <cake>?", dry_run = true }, key);
        var sent = await OkAsync("slack_send_message", new { channel = Ada, text = "Tea & <cake>?" }, key);
        var heard = (await OkAsync("slack_get_history", new { channel = sent.GetProperty("channel").GetString() }, key)).GetProperty("messages");

        Assert.Equal(["You wrote: Tea & <cake>?", "Tea & <cake>?", "Hello! Write to me."], heard.EnumerateArray().Select(message => message.GetProperty("text").GetString()));
        await OkAsync("slack_send_message", new { channel = General, text = "**Yes**", format = "markdown", thread_ts = (await OkAsync("slack_get_history", new { channel = General }, key)).GetProperty("messages")[0].GetProperty("ts").GetString(), also_to_channel = true }, key);
    }

    [Theory]
    [InlineData("C0ARCHIVE01", "x", null, "not_permitted_by_platform")]
    [InlineData("C0ANNOUNCE1", "x", null, "not_permitted_by_platform")]
    [InlineData("C0HIDDEN001", "x", null, "not_found")]
    [InlineData("U0GONE00001", "x", null, "not_found")]
    [InlineData(General, "x", "1763719200.000100", "not_found")]
    [InlineData(General, " ", null, "invalid_argument")]
    public async Task What_Slack_refuses_is_refused(string channel, string text, string? thread, string kind) =>
        Assert.Equal(kind, (await gateway.CallAsync("slack_send_message", new { channel, text, thread_ts = thread })).Body.GetProperty("kind").GetString());

    [Fact]
    public async Task A_channel_the_app_is_not_in_cannot_be_read() =>
        Assert.Equal("not_permitted_by_platform", (await gateway.CallAsync("slack_get_history", new { channel = "C0RANDOM001" })).Body.GetProperty("kind").GetString());

    [Fact]
    public async Task An_access_token_that_ended_is_renewed_without_a_word()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        gateway.Pass(TimeSpan.FromHours(13));
        await OkAsync("slack_list_users", new { }, key);
        gateway.Pass(TimeSpan.FromMinutes(10));
        await gateway.FaultAsync("slack", new { kind = "expired_token" }, key);

        await OkAsync("slack_list_users", new { }, key);
    }

    [Fact]
    public async Task A_refresh_token_that_was_used_elsewhere_breaks_the_connection()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        gateway.Pass(TimeSpan.FromHours(13));
        await gateway.FaultAsync("slack", new { kind = "rotated_token" }, key);

        Assert.Equal("needs_reconnection", (await gateway.CallAsync("slack_list_users", null, key)).Body.GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData("rate_limited", 30, "rate_limited")]
    [InlineData("rate_limited", null, "rate_limited")]
    [InlineData("server_error", null, "outcome_unknown")]
    [InlineData("truncated", null, "outcome_unknown")]
    [InlineData("lost_answer", null, "outcome_unknown")]
    public async Task It_fails_on_demand(string fault, int? retryAfter, string kind)
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        await gateway.FaultAsync("slack", new { kind = fault, retry_after = retryAfter }, key);

        Assert.Equal(kind, (await gateway.CallAsync("slack_send_message", new { channel = General, text = "x" }, key)).Body.GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Customers_have_worlds_of_their_own()
    {
        var (_, other) = await gateway.CustomerAsync("sandbox");
        await OkAsync("slack_send_message", new { channel = General, text = "Only mine." });

        Assert.DoesNotContain("Only mine.", (await OkAsync("slack_get_history", new { channel = General }, other)).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_workspace_is_connected_on_the_simulated_page_and_revoked_when_it_is_taken_away()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        var begun = await gateway.RestAsync(HttpMethod.Post, "/api/v1/connections/slack/yard/authorize", key);
        using var person = new WebPerson(gateway.Http.BaseAddress!, "", new());
        var sent = await person.SubmitAsync(await person.GetAsync(begun.GetProperty("url").GetString()!), 0);
        var address = new Uri(sent.Headers["Location"]);
        var asked = HttpUtility.ParseQueryString(address.Query);
        Assert.Contains("Nothing here is real.", (await person.GetAsync(address.PathAndQuery)).Text, StringComparison.Ordinal);
        var allowed = await person.PostAsync(address.AbsolutePath, asked.AllKeys.ToDictionary(name => name!, name => asked[name]!).Append(new("word", "allow")).Append(new("workspace", "Yard")).ToDictionary());
        var back = await person.GetAsync(new Uri(allowed.Headers["Location"]).PathAndQuery);

        Assert.True(back.Status == 200, back.Text);
        Assert.Contains("slack/yard", await gateway.ConnectedAsync(key));
        Assert.Equal("Yard (@square)", (await gateway.RestAsync(HttpMethod.Get, "/api/v1/connections", key)).GetProperty("connections").EnumerateArray().Single(one => one.GetProperty("account").GetString() == "yard").GetProperty("label").GetString());
        await gateway.RestAsync(HttpMethod.Delete, "/api/v1/connections/slack/yard", key);
    }

    private async Task<JsonElement> OkAsync(string tool, object arguments, string? key = null)
    {
        var (status, body) = await gateway.CallAsync(tool, arguments, key);
        Assert.True(status == 200, $"{tool} answered {status}: {body}");
        return body;
    }
}

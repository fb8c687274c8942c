using System.Text.Json;

namespace Squaremcp.Tests.Sandbox;

/// <summary>Every tool of X against its simulator, through the whole product: two that were written apart from each other.</summary>
public sealed class TwitterTests(SandboxGateway gateway) : IClassFixture<SandboxGateway>
{
    [Fact]
    public async Task Profiles_are_looked_up()
    {
        Assert.StartsWith("@sandbox_", (await OkAsync("twitter_get_user_profile", new { })).GetProperty("username").GetString(), StringComparison.Ordinal);
        Assert.Equal("Ada Winter", (await OkAsync("twitter_get_user_profile", new { username = "@ada_winter" })).GetProperty("name").GetString());
        Assert.Equal("not_found", await KindAsync("twitter_get_user_profile", new { username = "nobody_here" }));
    }

    [Fact]
    public async Task Posts_are_read_page_by_page_and_found()
    {
        var first = await OkAsync("twitter_get_user_tweets", new { username = "harbour_news", limit = 20 });
        var second = await OkAsync("twitter_get_user_tweets", new { username = "harbour_news", limit = 20, cursor = first.GetProperty("next_cursor").GetString() });

        Assert.Equal((20, 10), (first.GetProperty("posts").GetArrayLength(), second.GetProperty("posts").GetArrayLength()));
        Assert.Contains("ladder", (await OkAsync("twitter_search_tweets", new { query = "from:ada_winter ladder" })).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_post_is_rehearsed_made_once_and_found_again()
    {
        await OkAsync("twitter_create_tweet", new { text = "The ladder is found. 🪜", dry_run = true });
        var made = await OkAsync("twitter_create_tweet", new { text = "The ladder is found. 🪜" });

        Assert.True(long.Parse(made.GetProperty("id").GetString()!) > 1L << 53);
        Assert.Contains(made.GetProperty("id").GetString()!, (await OkAsync("twitter_get_user_tweets", new { })).GetRawText(), StringComparison.Ordinal);
        Assert.NotEqual(200, (await gateway.CallAsync("twitter_create_tweet", new { text = "The ladder is found. 🪜", idempotency_key = "again" })).Status);
    }

    [Fact]
    public async Task Who_was_called_may_answer_and_others_may_not()
    {
        var called = (await OkAsync("twitter_search_tweets", new { query = "from:ada_winter ladder" })).GetProperty("posts")[0].GetProperty("id").GetString();
        var other = (await OkAsync("twitter_search_tweets", new { query = "from:harbour_news" })).GetProperty("posts")[0].GetProperty("id").GetString();

        await OkAsync("twitter_create_tweet", new { text = "Yes, it is with me.", in_reply_to_tweet_id = called });
        Assert.Equal("not_permitted_by_platform", await KindAsync("twitter_create_tweet", new { text = "May I?", in_reply_to_tweet_id = other }));
    }

    [Fact]
    public async Task An_access_token_that_ended_is_renewed_without_a_word()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        gateway.Pass(TimeSpan.FromHours(3));
        Assert.Equal(200, (await gateway.CallAsync("twitter_get_user_profile", null, key)).Status);
        gateway.Pass(TimeSpan.FromMinutes(10));
        await gateway.FaultAsync("twitter", new { kind = "expired_token" }, key);

        var (status, body) = await gateway.CallAsync("twitter_get_user_profile", null, key);
        Assert.True(status == 200, body.ToString());
    }

    [Fact]
    public async Task A_refresh_token_that_was_used_elsewhere_breaks_the_connection()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        gateway.Pass(TimeSpan.FromHours(3));
        await gateway.FaultAsync("twitter", new { kind = "rotated_token" }, key);

        Assert.Equal("needs_reconnection", (await gateway.CallAsync("twitter_get_user_profile", null, key)).Body.GetProperty("kind").GetString());
        Assert.Equal("broken", (await gateway.RestAsync(HttpMethod.Get, "/api/v1/connections", key)).GetProperty("connections").EnumerateArray().First(one => one.GetProperty("platform").GetString() == "twitter").GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("rate_limited", 30, "rate_limited")]
    [InlineData("server_error", null, "outcome_unknown")]
    [InlineData("truncated", null, "outcome_unknown")]
    [InlineData("lost_answer", null, "outcome_unknown")]
    public async Task It_fails_on_demand(string fault, int? retryAfter, string kind)
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        await gateway.FaultAsync("twitter", new { kind = fault, retry_after = retryAfter }, key);

        Assert.Equal(kind, (await gateway.CallAsync("twitter_create_tweet", new { text = "x" }, key)).Body.GetProperty("kind").GetString());
    }

    [Fact]
    public async Task A_video_is_published_in_steps_and_its_status_can_be_followed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/files?name=harbour.mp4") { Content = new ByteArrayContent([0, 0, 0, 24, .. "ftypisom"u8, .. new byte[50_000]]) };
        request.Content.Headers.ContentType = new("video/mp4");
        request.Headers.Add("x-api-key", gateway.Key);
        using var uploaded = await gateway.Http.SendAsync(request);
        var file = JsonElement.Parse(await uploaded.Content.ReadAsStringAsync()).GetProperty("id").GetString();

        var begun = await OkAsync("twitter_upload_video", new { video = file, text = "From the pier." });
        var publish = begun.GetProperty("publish_id").GetString();
        var found = begun;
        for (var asked = 0; asked < 300 && (asked == 0 || found.GetProperty("status").GetString() == "running"); asked++)
        {
            await Task.Delay(100);
            found = await OkAsync("square_get_publish", new { id = publish });
        }

        Assert.True(found.GetProperty("status").GetString() == "done", $"{publish} after 30 s: {found}");
        Assert.Contains("From the pier.", (await OkAsync("twitter_get_user_tweets", new { })).GetRawText(), StringComparison.Ordinal);
    }

    private async Task<string?> KindAsync(string tool, object arguments) => (await gateway.CallAsync(tool, arguments)).Body.GetProperty("kind").GetString();

    private async Task<JsonElement> OkAsync(string tool, object arguments)
    {
        var (status, body) = await gateway.CallAsync(tool, arguments);
        Assert.True(status == 200, $"{tool} answered {status}: {body}");
        return body;
    }
}

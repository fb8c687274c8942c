using Squaremcp.Platforms.Twitter;

namespace Squaremcp.Tests.Twitter;

/// <summary>Our requests against X's published description.</summary>
public sealed class OracleTests : XBench
{
    /// <summary>
    /// Since August 2026 the description calls posts "post" where X's documentation, its changelog and X itself still say "tweet", and lists references and authors among the expansions only;
    /// what we send by default is what X answers to. With the setting <c>FieldNames: post</c> nothing differs.
    /// </summary>
    private static readonly string[] Renamed =
    [
        "/2/tweets/search/recent has no parameter tweet.fields",
        "/2/users/{id}/tweets has no parameter tweet.fields",
        "user.fields knows no pinned_tweet_id",
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_request_is_one_that_is_described(bool saysPost)
    {
        var oracle = XOracle.Required;
        if (saysPost)
        {
            SayPost();
        }

        foreach (var (tool, arguments) in Intents)
        {
            await InvokeAsync(tool, arguments);
        }

        await RehearseAsync(new { text = "x", quote_tweet_id = FakeX.FirstPost });
        await Connector.CheckAsync(Account, TestContext.Current.CancellationToken);
        await Connector.IdentifyAsync(Hosts, new() { Access = FakeX.Token }, TestContext.Current.CancellationToken);
        await UploadAsync();

        Assert.Equal(17, X.Requests.Count);
        var offences = X.Requests.SelectMany(request => oracle.Offences(request with { Target = request.Target["/api.x.com".Length..] })).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(saysPost ? [] : Renamed, offences);
    }

    [Theory]
    [InlineData("GET", "/2/users/x5", "", "does not fit")]
    [InlineData("GET", "/2/users/5/tweets?max_results=4", "", "max_results is 4")]
    [InlineData("GET", "/2/users/5/tweets?exclude=replies,likes", "", "knows no likes")]
    [InlineData("GET", "/2/tweets/search/recent?max_results=10", "", "needs query")]
    [InlineData("DELETE", "/2/tweets", "", "there is no DELETE")]
    [InlineData("POST", "/2/tweets", """{"texte":"x"}""", "body has no texte")]
    [InlineData("POST", "/2/tweets", """{"poll":{"options":["a"],"duration_minutes":1}}""", "body.poll.duration_minutes is 1")]
    [InlineData("POST", "/2/tweets", """{"media":{"media_ids":[5]}}""", "must be string")]
    [InlineData("POST", "/2/media/upload/5/finalize", "{}", "a body where there is none")]
    public void What_is_not_described_is_noticed(string verb, string target, string body, string offence) => Assert.Contains(
        XOracle.Required.Offences(new(verb, target, "Bearer x", "application/json", body, body.Length > 0 ? System.Text.Json.Nodes.JsonNode.Parse(body)!.AsObject() : null, new Dictionary<string, string>())),
        found => found.Contains(offence, StringComparison.Ordinal));

    [Fact]
    public async Task The_steps_of_an_upload_are_told_as_X_tells_them()
    {
        var uploads = Uploads();
        var begun = await uploads.InitializeAsync(MediaKind.Of("video", "video/mp4", 3, null), "video/mp4", 3, TestContext.Current.CancellationToken);
        await uploads.AppendAsync(begun.Id, 0, new byte[] { 1, 2, 3 }, TestContext.Current.CancellationToken);
        var pending = await uploads.FinalizeAsync(begun.Id, TestContext.Current.CancellationToken);
        var done = await uploads.StatusAsync(begun.Id, TestContext.Current.CancellationToken);

        Assert.Equal(("1880028106020515840", TimeSpan.FromDays(1)), (begun.Id, begun.ExpiresAfter));
        Assert.Equal(("pending", TimeSpan.FromSeconds(1), 50, false), (pending.Processing!.State, pending.Processing.CheckAfter, pending.Processing.Percent, pending.Processing.IsReady));
        Assert.True(done.Processing!.IsReady);
        Assert.Equal("""{"media_type":"video/mp4","total_bytes":3,"media_category":"tweet_video"}""", X.Requests.First().Body);
        Assert.Equal(["0", "3 bytes"], X.Requests.ElementAt(1).Form.OrderByDescending(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value));
    }

    [Theory]
    [InlineData("video/mp4", 536_870_912, 140.0, true)]
    [InlineData("video/mp4", 536_870_913, 140.0, false)]
    [InlineData("video/mp4", 5, 140.1, false)]
    [InlineData("video/mp4", 5, 0.4, false)]
    [InlineData("video/mp4", 0, null, false)]
    [InlineData("video/x-matroska", 5, null, false)]
    [InlineData("image/gif", 15_728_640, null, true)]
    [InlineData("image/png", 5_242_881, null, false)]
    public void Media_X_would_refuse_are_refused_before(string type, long bytes, double? seconds, bool fits)
    {
        var failed = Record.Exception(() => MediaKind.Of("video", type, bytes, seconds is { } length ? TimeSpan.FromSeconds(length) : null));

        Assert.Equal(fits, failed is null);
    }

    internal static IReadOnlyList<(string Tool, object Arguments)> Intents { get; } =
    [
        ("twitter_get_user_profile", new { }),
        ("twitter_get_user_profile", new { username = "anna_example" }),
        ("twitter_get_user_profile", new { user_id = "2244994945" }),
        ("twitter_get_user_tweets", new { user_id = "2244994945", limit = 10, exclude_replies = true, exclude_reposts = true, since_id = "5", until_id = "9", start_time = "2026-11-01T00:00:00Z", end_time = "2026-11-21T00:00:00Z", include_media = true }),
        ("twitter_search_tweets", new { query = "\"heat pump\" lang:en", limit = 10, sort_order = "recency" }),
        ("twitter_create_tweet", new { text = "Grüße 😀", in_reply_to_tweet_id = "5", reply_settings = "following" }),
        ("twitter_create_tweet", new { text = "x", poll_options = (string[])["a", "b"], poll_duration_minutes = 60 }),
        ("twitter_create_tweet", new { text = "y", media_ids = (string[])["7"], made_with_ai = true }),
        ("twitter_create_tweet", new { text = "z", quote_tweet_id = "5" }),
        ("twitter_create_tweet", new { media_ids = (string[])["7"] }),
    ];

    private MediaUploads Uploads() => new(new(new("X", Http.Client(new(AllowPrivate: true)), Hosts.At("api.x.com"), headers => headers.Authorization = new("Bearer", FakeX.Token), Clock)));

    internal async Task UploadAsync()
    {
        var uploads = Uploads();
        var begun = await uploads.InitializeAsync(MediaKind.Of("video", "video/mp4", 3, null), "video/mp4", 3, TestContext.Current.CancellationToken);
        await uploads.AppendAsync(begun.Id, 0, new byte[] { 1, 2, 3 }, TestContext.Current.CancellationToken);
        await uploads.FinalizeAsync(begun.Id, TestContext.Current.CancellationToken);
        await uploads.StatusAsync(begun.Id, TestContext.Current.CancellationToken);
    }
}

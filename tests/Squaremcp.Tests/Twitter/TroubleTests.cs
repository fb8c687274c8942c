using Squaremcp.Platforms;

namespace Squaremcp.Tests.Twitter;

/// <summary>Everything that can go wrong on the way to X and back, and that the token is in nothing that is told of it.</summary>
public sealed class TroubleTests : XBench
{
    private const string Limited = """{"title":"Too Many Requests","detail":"Too Many Requests","type":"https://api.twitter.com/2/problems/rate-limit-exceeded","status":429}""";

    public static TheoryData<int, string, ToolErrorKind, string> Refusals => new()
    {
        { 400, """{"errors":[{"parameters":{"max_results":["500"]},"message":"The `max_results` query parameter value [500] is not between 10 and 100"}],"title":"Invalid Request","detail":"One or more parameters to your request was invalid.","type":"https://api.twitter.com/2/problems/invalid-request"}""", ToolErrorKind.InvalidArgument, "is not between 10 and 100" },
        { 401, """{"title":"Unauthorized","type":"about:blank","status":401,"detail":"Unauthorized"}""", ToolErrorKind.NeedsReconnection, "connect the account again" },
        { 401, "<html>", ToolErrorKind.NeedsReconnection, "connect the account again" },
        { 402, """{"title":"CreditsDepleted","detail":"Your enrolled account does not have any credits to fulfill this request.","type":"https://api.x.com/2/problems/credits-depleted","account_id":1}""", ToolErrorKind.NotPermittedByPlatform, "operator adds some" },
        { 403, """{"title":"Client Forbidden","detail":"When authenticating requests you must use keys from an App attached to a Project.","reason":"client-not-enrolled","type":"https://api.twitter.com/2/problems/client-forbidden"}""", ToolErrorKind.NotPermittedByPlatform, "connecting again will not help" },
        { 403, """{"title":"Unsupported Authentication","detail":"Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.","type":"https://api.x.com/2/problems/unsupported-authentication","status":403}""", ToolErrorKind.NotPermittedByPlatform, "kind of sign-in" },
        { 403, """{"title":"Authorization Error","detail":"Sorry, you are not authorized.","type":"https://api.x.com/2/problems/not-authorized-for-resource"}""", ToolErrorKind.NotPermittedByPlatform, "protected" },
        { 403, "", ToolErrorKind.NotPermittedByPlatform, "no reason given" },
        { 404, """{"title":"Not Found Error","detail":"Could not find tweet with id: [5].","type":"https://api.x.com/2/problems/resource-not-found","resource_id":"5"}""", ToolErrorKind.NotFound, "Could not find" },
        { 404, "<html>", ToolErrorKind.NotFound, "knows no such thing" },
        { 429, """{"title":"UsageCapExceeded","detail":"Usage cap exceeded: Monthly product cap","type":"https://api.twitter.com/2/problems/usage-capped","period":"Monthly"}""", ToolErrorKind.NotPermittedByPlatform, "monthly allowance" },
        { 302, "", ToolErrorKind.PlatformUnavailable, "SQUAREMCP__Platforms__Twitter__BaseUrl" },
        { 418, "", ToolErrorKind.InvalidArgument, "status 418" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_X_refuses_is_told_by_its_kind_to_readers_and_writers(int status, string body, ToolErrorKind kind, string says)
    {
        foreach (var (tool, arguments) in ((string, object)[])[("twitter_search_tweets", new { query = "x" }), ("twitter_create_tweet", new { text = "x" })])
        {
            Fail(status, body);
            var error = await ErrorAsync(tool, arguments);
            Assert.Equal((kind, status == 401), (error.Kind, error.IsTokenRefused));
            Assert.Contains(says, error.Message, StringComparison.Ordinal);

            // A refusal by limits is kept for each kind of call by itself.
            Assert.Single(X.Requests);
            X.Requests.Clear();
        }
    }

    [Theory]
    [InlineData(403, "You are not allowed to create a Tweet with duplicate content.", ToolErrorKind.Refused, null)]
    [InlineData(409, "Conflict", ToolErrorKind.Refused, null)]
    [InlineData(422, "Duplicate", ToolErrorKind.Refused, null)]
    [InlineData(403, "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author of the post you are replying to.", ToolErrorKind.NotPermittedByPlatform, null)]
    [InlineData(403, "Your media IDs are invalid.", ToolErrorKind.InvalidArgument, "media_ids")]
    [InlineData(403, "Tweet needs to be a bit shorter.", ToolErrorKind.InvalidArgument, "text")]
    [InlineData(400, "Your media IDs are invalid.", ToolErrorKind.InvalidArgument, null)]
    public async Task A_post_that_X_will_not_have_is_not_made(int status, string detail, ToolErrorKind kind, string? argument)
    {
        Fail(status, $$"""{"title":"Forbidden","detail":"{{detail}}","type":"about:blank","status":{{status}}}""");
        var error = await ErrorAsync("twitter_create_tweet", new { text = "x" });

        Assert.Equal((kind, argument), (error.Kind, error.Argument));
        Assert.Single(X.Requests);
    }

    [Theory]
    [InlineData(500, "<html>")]
    [InlineData(503, """{"title":"Service Unavailable","detail":"Service Unavailable","type":"about:blank","status":503}""")]
    [InlineData(201, """{"data":{"id":"19000000000""")]
    [InlineData(201, """{"data":{"text":"x"}}""")]
    [InlineData(201, """[]""")]
    [InlineData(200, "<html>")]
    [InlineData(200, "")]
    public async Task A_post_whose_answer_is_no_answer_is_sent_once_and_unknown(int status, string body)
    {
        Fail(status, body);
        var error = await ErrorAsync("twitter_create_tweet", new { text = "x" });

        Assert.Equal(ToolErrorKind.OutcomeUnknown, error.Kind);
        Assert.Contains("Look with twitter_get_user_tweets", error.Message, StringComparison.Ordinal);
        Assert.Single(X.Requests);
    }

    [Theory]
    [InlineData(500, "", 3)]
    [InlineData(504, "<html>", 3)]
    [InlineData(200, """{"data":[{"id":"5","te""", 1)]
    [InlineData(200, "<html>", 1)]
    [InlineData(200, "[]", 1)]
    [InlineData(200, """{"data":{"id":"5"}}""", 1)]
    public async Task A_read_that_fails_is_tried_again_only_where_that_may_help(int status, string body, int attempts)
    {
        Fail(status, body);

        Assert.Equal((ToolErrorKind.PlatformUnavailable, attempts), ((await ErrorAsync("twitter_search_tweets", new { query = "x" })).Kind, X.Requests.Count));
    }

    [Theory]
    [InlineData("""{"data":{"id":12345678901234567890123,"username":"a","name":"A"}}""", "12345678901234567890123")]
    [InlineData("""{"data":{"id":"9007199254740993","username":"a","name":"𠮷😀"}}""", "9007199254740993")]
    public async Task Ids_come_back_digit_by_digit(string body, string id)
    {
        Fail(200, body);

        Assert.Equal(id, (await AnswerAsync("twitter_get_user_profile", new { user_id = "5" })).GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_protected_account_is_told_as_such() =>
        Assert.Equal(ToolErrorKind.NotPermittedByPlatform, (await ErrorAsync("twitter_get_user_tweets", new { user_id = FakeX.Locked })).Kind);

    [Fact]
    public async Task A_post_whose_answer_never_comes_is_unknown()
    {
        X.Trouble = (context, _) =>
        {
            context.Abort();
            return Task.FromResult(true);
        };

        Assert.Equal(ToolErrorKind.OutcomeUnknown, (await ErrorAsync("twitter_create_tweet", new { text = "x" })).Kind);
    }

    [Fact]
    public async Task A_post_that_is_given_up_after_it_left_ends_as_cancelled_for_the_gateway_to_judge()
    {
        using var deadline = new CancellationTokenSource();
        X.Trouble = async (context, _) =>
        {
            await deadline.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => InvokeAsync("twitter_create_tweet", new { text = "x" }, cancellationToken: deadline.Token));
    }

    [Fact]
    public async Task Where_nobody_listens_nothing_was_sent()
    {
        var nowhere = Account with { Hosts = new(new Uri("http://127.0.0.1:9/")) };
        var result = await Connector.InvokeAsync("twitter_create_tweet", nowhere, System.Text.Json.JsonSerializer.SerializeToElement(new { text = "x" }), Context(), TestContext.Current.CancellationToken);

        Assert.Equal(ToolErrorKind.PlatformUnavailable, result.Error!.Kind);
        Assert.Contains("Nothing was sent", result.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("retry-after", "17", 17)]
    [InlineData("x-rate-limit-reset", "1767225660", 60)]
    [InlineData("x-none", "", 30)]
    public async Task A_refusal_by_limits_is_kept_and_the_next_call_is_not_made(string header, string value, int wait)
    {
        Fail(429, Limited, (header, value), ("x-rate-limit-remaining", "0"));
        var (first, second) = (await ErrorAsync("twitter_create_tweet", new { text = "x" }), await ErrorAsync("twitter_create_tweet", new { text = "y" }));

        Assert.Equal((ToolErrorKind.RateLimited, wait, ToolErrorKind.RateLimited, wait), (first.Kind, (int)first.RetryAfter!.Value.TotalSeconds, second.Kind, (int)second.RetryAfter!.Value.TotalSeconds));
        Assert.Single(X.Requests);
        X.Trouble = null;
        await AnswerAsync("twitter_search_tweets", new { query = "post" });
        Clock.Advance(TimeSpan.FromSeconds(wait));
        await AnswerAsync("twitter_create_tweet", new { text = "z" });
    }

    [Fact]
    public async Task What_the_headers_say_is_used_up_is_not_asked_for_by_any_call_of_the_connection()
    {
        X.Left = 2;
        await AnswerAsync("twitter_get_user_profile", new { user_id = FakeX.Anna });
        await AnswerAsync("twitter_get_user_profile", new { user_id = FakeX.Bert });
        var refused = await ErrorAsync("twitter_get_user_profile", new { user_id = FakeX.Anna });

        Assert.Equal((ToolErrorKind.RateLimited, 900, 2), (refused.Kind, (int)refused.RetryAfter!.Value.TotalSeconds, X.Requests.Count));
        Clock.Advance(TimeSpan.FromMinutes(15));
        X.Left = null;
        await AnswerAsync("twitter_get_user_profile", new { user_id = FakeX.Anna });
    }

    [Fact]
    public async Task What_X_says_is_repeated_in_short_and_without_the_token()
    {
        foreach (var status in (int[])[400, 401, 402, 403, 404, 409, 422, 500])
        {
            Fail(status, $$"""{"title":"x","detail":"{{new string('y', 5_000)}}","type":"about:blank"}""");
            var error = await ErrorAsync("twitter_create_tweet", new { text = $"{status}" });
            Assert.InRange(error.Message.Length, 20, 800);
            Assert.DoesNotContain(FakeX.Token, $"{error}", StringComparison.Ordinal);
        }
    }
}

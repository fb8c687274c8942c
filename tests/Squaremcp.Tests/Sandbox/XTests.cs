using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;

namespace Squaremcp.Tests.Sandbox;

/// <summary>The simulated X by itself, as any program may speak to it: what it lets in, answers, and refuses.</summary>
public sealed class XTests(SandboxGateway gateway) : IClassFixture<SandboxGateway>
{
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", Back = "http://127.0.0.1:9/callback";
    private const string Fields = "post.fields=created_at,public_metrics,conversation_id&expansions=author_id,referenced_posts&user.fields=created_at,description,public_metrics,verified,protected";

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    [Fact]
    public async Task A_person_lets_an_app_in_with_PKCE_and_its_code_works_once()
    {
        var code = await CodeAsync("visitor_1");
        var first = await TokenAsync(Redeem(code));
        var again = await TokenAsync(Redeem(code));

        Assert.Equal((200, 7200, "bearer"), (first.Status, first.Body.GetProperty("expires_in").GetInt32(), first.Body.GetProperty("token_type").GetString()));
        Assert.Equal(400, again.Status);
        var me = await GetAsync("users/me", first.Body.GetProperty("access_token").GetString());
        Assert.Equal("visitor_1", me.Body.GetProperty("data").GetProperty("username").GetString());
    }

    [Fact]
    public async Task Who_cancels_sends_the_app_back_with_access_denied()
    {
        var back = await WordAsync("deny", "visitor_2");

        Assert.Equal(("access_denied", "state-1"), (back["error"], back["state"]));
    }

    [Theory]
    [InlineData("code_verifier", "another-verifier-of-the-right-length-0123456789")]
    [InlineData("redirect_uri", "http://127.0.0.1:9/elsewhere")]
    public async Task A_code_needs_its_own_verifier_and_redirect(string name, string value)
    {
        var form = Redeem(await CodeAsync("visitor_3"));
        form[name] = value;

        Assert.Equal(400, (await TokenAsync(form)).Status);
    }

    [Theory]
    [InlineData("client_id", "nobody")]
    [InlineData("redirect_uri", "https://elsewhere.example/callback")]
    [InlineData("scope", "tweet.read everything")]
    [InlineData("code_challenge", "")]
    [InlineData("code_challenge_method", "S512")]
    [InlineData("response_type", "token")]
    public async Task A_wrong_authorization_request_never_leads_back_to_the_app(string name, string value)
    {
        var asked = Asked();
        asked[name] = value;

        var answer = await http.GetAsync($"{Root}x.com/i/oauth2/authorize?{Form(asked)}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_refresh_token_works_once_and_revoking_ends_all_of_the_family()
    {
        var first = (await TokenAsync(Redeem(await CodeAsync("visitor_4")))).Body;
        var second = await TokenAsync(Renew(first));
        var replayed = await TokenAsync(Renew(first));

        Assert.Equal((200, 400), (second.Status, replayed.Status));
        Assert.NotEqual(first.GetProperty("refresh_token").GetString(), second.Body.GetProperty("refresh_token").GetString());
        Assert.Equal(200, (await PostFormAsync("oauth2/revoke", new() { ["token"] = second.Body.GetProperty("refresh_token").GetString()! }, "sandbox-secret")).Status);
        Assert.Equal(401, (await GetAsync("users/me", second.Body.GetProperty("access_token").GetString())).Status);
        Assert.Equal(400, (await TokenAsync(Renew(second.Body))).Status);
    }

    [Fact]
    public async Task A_client_without_its_secret_gets_no_tokens() =>
        Assert.Equal(401, (await PostFormAsync("oauth2/token", Redeem("code"), "wrong")).Status);

    [Fact]
    public async Task Posts_are_taken_once_counted_as_X_counts_and_refused_in_its_words()
    {
        var token = await SignInAsync("visitor_5");
        var made = await PostAsync("tweets", new { text = "Hello, harbour 🚢" }, token);
        var doubled = await PostAsync("tweets", new { text = "Hello, harbour 🚢" }, token);

        Assert.Equal((201, 403), (made.Status, doubled.Status));
        Assert.True(long.Parse(made.Body.GetProperty("data").GetProperty("id").GetString()!) > 1L << 53);
        Assert.Contains("duplicate content", doubled.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(201, (await PostAsync("tweets", new { text = new string('a', 280) }, token)).Status);
        Assert.Equal(400, (await PostAsync("tweets", new { text = new string('a', 281) }, token)).Status);
        Assert.Equal(201, (await PostAsync("tweets", new { text = string.Concat(Enumerable.Repeat("👩‍👩‍👧‍👦", 140)) }, token)).Status);
        Assert.Equal(400, (await PostAsync("tweets", new { text = new string('漢', 141) }, token)).Status);
        Assert.Equal(201, (await PostAsync("tweets", new { text = $"https://example.org/{new string('x', 400)} {new string('b', 256)}" }, token)).Status);
    }

    [Theory]
    [InlineData("""{"txt":"x"}""", 400)]
    [InlineData("""{"text":7}""", 400)]
    [InlineData("""{"text":""}""", 400)]
    [InlineData("""{"text":"x","text":"y"}""", 400)]
    [InlineData("""{"text":"x","poll":{"options":["a"],"duration_minutes":5}}""", 400)]
    [InlineData("""{"text":"x","poll":{"options":["a","b"],"duration_minutes":4}}""", 400)]
    [InlineData("""{"text":"x","poll":{"options":["a","bbbbbbbbbbbbbbbbbbbbbbbbbb"],"duration_minutes":5}}""", 400)]
    [InlineData("""{"text":"x","reply":{"in_reply_to_tweet_id":"1"}}""", 403)]
    [InlineData("""{"text":"x","reply":{"in_reply_to_tweet_id":1}}""", 400)]
    [InlineData("""{"text":"x","media":{"media_ids":["1"]}}""", 400)]
    [InlineData("""{"text":"x","reply_settings":"nobody"}""", 400)]
    [InlineData("{\"text\":\"", 400)]
    public async Task What_the_specification_does_not_know_is_refused(string body, int status) =>
        Assert.Equal(status, (await SendAsync(HttpMethod.Post, "tweets", await SignInAsync("visitor_6"), new StringContent(body, Encoding.UTF8, "application/json"))).Status);

    [Fact]
    public async Task Only_who_was_called_may_reply()
    {
        var token = await SignInAsync("visitor_7");
        var called = (await GetAsync("tweets/search/recent?query=from%3Aada_winter%20ladder", token)).Body.GetProperty("data")[0].GetProperty("id").GetString();
        var other = (await GetAsync("tweets/search/recent?query=from%3Aharbour_news", token)).Body.GetProperty("data")[0].GetProperty("id").GetString();
        var reply = (string? id) => PostAsync("tweets", new { text = $"Answer to {id}", reply = new { in_reply_to_tweet_id = id } }, token);

        // The account was called by the name it had before its person signed in under another.
        Assert.Equal((403, 403), ((await reply(called)).Status, (await reply(other)).Status));
        var own = (await PostAsync("tweets", new { text = "First" }, token)).Body.GetProperty("data").GetProperty("id").GetString();
        Assert.Equal(201, (await reply(own)).Status);
    }

    [Fact]
    public async Task Pages_follow_each_other_without_a_gap()
    {
        var token = await SignInAsync("visitor_8");
        var id = (await GetAsync("users/by/username/harbour_news", token)).Body.GetProperty("data").GetProperty("id").GetString();
        var seen = new List<string>();
        string? next = null;
        do
        {
            var page = (await GetAsync($"users/{id}/tweets?max_results=7{(next is null ? "" : $"&pagination_token={next}")}", token)).Body;
            seen.AddRange(page.GetProperty("data").EnumerateArray().Select(post => post.GetProperty("id").GetString()!));
            next = page.GetProperty("meta").TryGetProperty("next_token", out var more) ? more.GetString() : null;
        }
        while (next is not null);

        Assert.Equal((30, 30), (seen.Count, seen.Distinct().Count()));
        Assert.Equal(seen.OrderByDescending(long.Parse), seen);
    }

    [Theory]
    [InlineData("users/me?user.fields=shoe_size", 400)]
    [InlineData("users/me?fields=id", 400)]
    [InlineData("users/by/username/far-too-long-a-name", 400)]
    [InlineData("users/12/tweets?max_results=4", 400)]
    [InlineData("tweets/search/recent?query=is%3Areply", 400)]
    [InlineData("tweets/search/recent?query=(a", 400)]
    [InlineData("tweets/search/recent?query=a&max_results=9", 400)]
    [InlineData("tweets/search/recent?query=a&next_token=b", 400)]
    [InlineData("tweets/search/recent?query=a&start_time=2020-01-01T00:00:00Z", 400)]
    [InlineData("tweets/search/recent", 400)]
    [InlineData("tweets/search/all?query=a", 404)]
    [InlineData("nothing", 404)]
    public async Task A_read_that_the_specification_does_not_know_is_refused(string path, int status)
    {
        var answer = await GetAsync(path, await SignInAsync("visitor_9"));

        Assert.Equal(status, answer.Status);
        Assert.True(answer.Body.TryGetProperty("title", out _) && answer.Body.TryGetProperty("detail", out _), answer.Body.ToString());
    }

    [Fact]
    public async Task A_call_without_a_good_token_or_scope_is_refused()
    {
        Assert.Equal(401, (await GetAsync("users/me", null)).Status);
        Assert.Equal(401, (await GetAsync("users/me", "sbx~a~x")).Status);
        Assert.Equal(403, (await PostAsync("tweets", new { text = "x" }, await SignInAsync("visitor_10", "tweet.read users.read"))).Status);
    }

    [Fact]
    public async Task A_video_goes_up_in_pieces_and_is_ready_after_a_while()
    {
        var token = await SignInAsync("visitor_11");
        byte[] video = [0, 0, 0, 24, .. "ftypisom"u8, .. new byte[1_000]];
        var id = (await PostAsync("media/upload/initialize", new { media_type = "video/mp4", total_bytes = video.Length, media_category = "tweet_video" }, token)).Body.GetProperty("data").GetProperty("id").GetString();
        Assert.Equal(400, (await SendAsync(HttpMethod.Post, $"media/upload/{id}/finalize", token)).Status);
        Assert.Equal(200, (await PieceAsync(id, 0, video[..500], token)).Status);
        Assert.Equal(200, (await PieceAsync(id, 1, video[500..], token)).Status);

        var finished = await SendAsync(HttpMethod.Post, $"media/upload/{id}/finalize", token);
        var state = finished.Body.GetProperty("data").GetProperty("processing_info").GetProperty("state").GetString();
        var early = await PostAsync("tweets", new { text = "", media = new { media_ids = new[] { id } } }, token);
        for (var asked = 0; state != "succeeded" && asked < 100; asked++)
        {
            await Task.Delay(100);
            state = (await GetAsync($"media/upload?media_id={id}&command=STATUS", token)).Body.GetProperty("data").GetProperty("processing_info").GetProperty("state").GetString();
        }

        Assert.Equal((400, "succeeded"), (early.Status, state));
        Assert.Equal(201, (await PostAsync("tweets", new { text = "", media = new { media_ids = new[] { id } } }, token)).Status);
    }

    [Fact]
    public async Task Every_answer_tells_what_is_left_of_its_limit_and_the_limit_holds()
    {
        var token = await SignInAsync("visitor_12");
        for (var call = 1; call <= 75; call++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{Root}api.x.com/2/users/me") { Headers = { Authorization = new("Bearer", token) } };
            using var answer = await http.SendAsync(request);
            Assert.Equal((200, $"{75 - call}"), ((int)answer.StatusCode, answer.Headers.GetValues("x-rate-limit-remaining").Single()));
        }

        Assert.Equal(429, (await GetAsync("users/me", token)).Status);
    }

    [Fact]
    public async Task Answers_are_what_the_published_description_says()
    {
        var oracle = XOracle.Required;
        var token = await SignInAsync("visitor_13");
        var id = (await GetAsync("users/me", token)).Body.GetProperty("data").GetProperty("id").GetString();
        var post = await PostAsync("tweets", new { text = "For the oracle" }, token);
        var upload = await PostAsync("media/upload/initialize", new { media_type = "video/mp4", total_bytes = 3, media_category = "tweet_video" }, token);
        var media = upload.Body.GetProperty("data").GetProperty("id").GetString();
        var piece = await PieceAsync(media, 0, [1, 2, 3], token);
        (string Method, string Path, (int Status, JsonElement Body) Answer)[] answers =
        [
            ("get", "/2/users/me", await GetAsync("users/me?user.fields=created_at,public_metrics,description&post.fields=text", token)),
            ("get", "/2/users/by/username/{username}", await GetAsync("users/by/username/ada_winter", token)),
            ("get", "/2/users/by/username/{username}", await GetAsync("users/by/username/nobody_here", token)),
            ("get", "/2/users/{id}", await GetAsync($"users/{id}", token)),
            ("get", "/2/users/{id}/tweets", await GetAsync($"users/{id}/tweets?{Fields}", token)),
            ("get", "/2/tweets/search/recent", await GetAsync($"tweets/search/recent?query=ferry&{Fields}", token)),
            ("get", "/2/tweets/search/recent", await GetAsync("tweets/search/recent?query=nothinglikethis", token)),
            ("post", "/2/tweets", post),
            ("post", "/2/media/upload/initialize", upload),
            ("post", "/2/media/upload/{id}/append", piece),
            ("post", "/2/media/upload/{id}/finalize", await SendAsync(HttpMethod.Post, $"media/upload/{media}/finalize", token)),
            ("get", "/2/media/upload", await GetAsync($"media/upload?media_id={media}", token)),
        ];

        Assert.Empty(answers.SelectMany(one => oracle.Offences(one.Method, one.Path, one.Answer.Status, one.Answer.Body)));
    }

    private string Root => $"{gateway.Http.BaseAddress}sandbox/";

    private async Task<string> SignInAsync(string handle, string scope = "tweet.read tweet.write users.read offline.access media.write") =>
        (await TokenAsync(Redeem(await CodeAsync(handle, scope)))).Body.GetProperty("access_token").GetString()!;

    private async Task<string> CodeAsync(string handle, string? scope = null) => (await WordAsync("allow", handle, scope))["code"]!;

    private async Task<System.Collections.Specialized.NameValueCollection> WordAsync(string word, string handle, string? scope = null)
    {
        var asked = Asked();
        asked["scope"] = scope ?? asked["scope"];
        using var page = await http.GetAsync($"{Root}x.com/i/oauth2/authorize?{Form(asked)}");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        asked["word"] = word;
        asked["handle"] = handle;
        using var answer = await http.PostAsync($"{Root}x.com/i/oauth2/authorize", new FormUrlEncodedContent(asked));
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return HttpUtility.ParseQueryString(answer.Headers.Location!.Query);
    }

    private static Dictionary<string, string> Asked() => new()
    {
        ["response_type"] = "code",
        ["client_id"] = "sandbox",
        ["redirect_uri"] = Back,
        ["scope"] = "tweet.read tweet.write users.read offline.access media.write",
        ["state"] = "state-1",
        ["code_challenge"] = System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
        ["code_challenge_method"] = "S256",
    };

    private static Dictionary<string, string> Redeem(string code) => new() { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = Back, ["code_verifier"] = Verifier };

    private static Dictionary<string, string> Renew(JsonElement tokens) => new() { ["grant_type"] = "refresh_token", ["refresh_token"] = tokens.GetProperty("refresh_token").GetString()! };

    private static string Form(Dictionary<string, string> values) => string.Join('&', values.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));

    private Task<(int Status, JsonElement Body)> TokenAsync(Dictionary<string, string> form) => PostFormAsync("oauth2/token", form, "sandbox-secret");

    private async Task<(int Status, JsonElement Body)> PostFormAsync(string path, Dictionary<string, string> form, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Root}api.x.com/2/{path}") { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"sandbox:{secret}")));
        using var answer = await http.SendAsync(request);
        return ((int)answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync()));
    }

    private Task<(int Status, JsonElement Body)> GetAsync(string path, string? token) => SendAsync(HttpMethod.Get, path, token);

    private Task<(int Status, JsonElement Body)> PostAsync(string path, object body, string token) => SendAsync(HttpMethod.Post, path, token, JsonContent.Create(body));

    private Task<(int Status, JsonElement Body)> PieceAsync(string? id, int index, byte[] piece, string token) =>
        SendAsync(HttpMethod.Post, $"media/upload/{id}/append", token, new MultipartFormDataContent { { new StringContent($"{index}"), "segment_index" }, { new ByteArrayContent(piece), "media", "piece" } });

    private async Task<(int Status, JsonElement Body)> SendAsync(HttpMethod method, string path, string? token, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, $"{Root}api.x.com/2/{path}") { Content = content };
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        using var answer = await http.SendAsync(request);
        return ((int)answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync()));
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Web;

namespace Squaremcp.Tests.Sandbox;

/// <summary>Every tool of LinkedIn against its simulator, through the whole product; and the simulator by itself.</summary>
public sealed class LinkedInTests(SandboxGateway gateway) : IClassFixture<SandboxGateway>
{
    private const string Back = "http://127.0.0.1:9/callback", Scopes = "openid profile w_member_social";

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    [Fact]
    public async Task The_profile_is_read_and_a_post_is_rehearsed_and_made_once()
    {
        Assert.Equal("Sandbox Member", (await gateway.OkAsync("linkedin_get_profile")).GetProperty("name").GetString());
        await gateway.OkAsync("linkedin_create_post", new { text = "Found (at last)! #ladder", dry_run = true });
        var made = await gateway.OkAsync("linkedin_create_post", new { text = "Found (at last)! #ladder", link_url = "https://example.org", link_title = "The ladder" });

        Assert.StartsWith("urn:li:share:", made.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal("refused", await gateway.KindAsync("linkedin_create_post", new { text = "Found (at last)! #ladder", idempotency_key = "again" }));
    }

    [Theory]
    [InlineData("linkedin_search_connections", "{}")]
    [InlineData("linkedin_send_message", """{"recipients":["ada"],"text":"x"}""")]
    public async Task What_is_kept_for_partners_is_refused_and_the_connection_stays(string tool, string arguments)
    {
        Assert.Equal("not_permitted_by_platform", await gateway.KindAsync(tool, JsonElement.Parse(arguments)));
        await gateway.OkAsync("linkedin_get_profile");
    }

    [Theory]
    [InlineData("linkedin_upload_video", "video", "video/mp4", 5_000_000)]
    [InlineData("linkedin_upload_images", "images", "image/png", 50)]
    [InlineData("linkedin_upload_document", "document", "application/pdf", 50)]
    public async Task Files_are_published_in_steps(string tool, string argument, string mediaType, int size)
    {
        var file = await gateway.FileAsync(mediaType, [0, 0, 0, 24, .. "ftypisom"u8, .. new byte[size]]);
        var arguments = new Dictionary<string, object> { [argument] = argument == "images" ? new[] { file, file } : file, ["text"] = $"From the pier, {argument}." };
        if (argument == "document")
        {
            arguments["title"] = "The pier";
        }

        var posted = await gateway.OkAsync(tool, arguments);
        Assert.Equal("done", posted.GetProperty("status").GetString());
        Assert.StartsWith("urn:li:ugcPost:", posted.GetProperty("result").GetProperty("id").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_film_that_is_none_fails_with_a_reason() =>
        Assert.Contains("Unsupported video format", (await gateway.CallAsync("linkedin_upload_video", new { video = await gateway.FileAsync("video/mp4", new byte[100_000]), text = "x" })).Body.GetRawText(), StringComparison.Ordinal);

    [Theory]
    [InlineData("rate_limited", 30, "rate_limited")]
    [InlineData("server_error", null, "outcome_unknown")]
    [InlineData("lost_answer", null, "outcome_unknown")]
    public async Task It_fails_on_demand(string fault, int? retryAfter, string kind)
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        await gateway.FaultAsync("linkedin", new { kind = fault, retry_after = retryAfter }, key);

        Assert.Equal(kind, (await gateway.CallAsync("linkedin_create_post", new { text = "x" }, key)).Body.GetProperty("kind").GetString());
    }

    [Fact]
    public async Task An_access_token_that_ended_is_renewed_and_a_refresh_token_that_did_breaks_the_connection()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        gateway.Pass(TimeSpan.FromDays(61));
        Assert.Equal(200, (await gateway.CallAsync("linkedin_get_profile", null, key)).Status);
        gateway.Pass(TimeSpan.FromDays(61));
        await gateway.FaultAsync("linkedin", new { kind = "rotated_token" }, key);

        Assert.Equal("needs_reconnection", (await gateway.CallAsync("linkedin_get_profile", null, key)).Body.GetProperty("kind").GetString());
    }

    [Fact]
    public async Task A_person_lets_an_app_in_and_its_code_works_once()
    {
        var form = await RedeemAsync("visitor_1");
        var first = await TokenAsync(form);

        Assert.Equal((200, 400), (first.Status, (await TokenAsync(form)).Status));
        Assert.Equal(200, (await SendAsync(HttpMethod.Get, "v2/userinfo", first.Body.GetProperty("access_token").GetString()!, null, null)).Status);
        Assert.Equal(401, (await TokenAsync(new(await RedeemAsync("visitor_1")) { ["client_secret"] = "wrong" })).Status);
    }

    [Theory]
    [InlineData("client_id", "nobody")]
    [InlineData("redirect_uri", "https://elsewhere.example/callback")]
    [InlineData("scope", "openid r_1st_connections")]
    [InlineData("state", "")]
    public async Task A_wrong_authorization_request_never_leads_back_to_the_app(string name, string value)
    {
        var asked = Asked();
        asked[name] = value;

        Assert.Equal(HttpStatusCode.BadRequest, (await http.GetAsync($"{Root}www.linkedin.com/oauth/v2/authorization?{Query(asked)}")).StatusCode);
    }

    [Theory]
    [InlineData("{}", 422)]
    [InlineData("""{"authr":"x"}""", 422)]
    [InlineData("""{"author":"urn:li:person:other","commentary":"x","visibility":"PUBLIC","distribution":{"feedDistribution":"MAIN_FEED"},"lifecycleState":"PUBLISHED"}""", 403)]
    [InlineData("""{"author":"ME","commentary":"x","visibility":"NOBODY","distribution":{"feedDistribution":"MAIN_FEED"},"lifecycleState":"PUBLISHED"}""", 422)]
    [InlineData("""{"author":"ME","commentary":"x","visibility":"PUBLIC","distribution":{"feedDistribution":"MAIN_FEED"},"lifecycleState":"PUBLISHED","content":{"media":{"id":"urn:li:video:1"}}}""", 422)]
    [InlineData("""{"author":"ME","commentary":"x","visibility":"PUBLIC","distribution":{"feedDistribution":"MAIN_FEED"},"lifecycleState":"PUBLISHED"}""", 201)]
    [InlineData("{\"author\":", 422)]
    public async Task What_the_documentation_does_not_know_is_refused(string body, int status)
    {
        var token = (await TokenAsync(await RedeemAsync("visitor_2"))).Body.GetProperty("access_token").GetString()!;
        var me = (await SendAsync(HttpMethod.Get, "v2/userinfo", token, null, null)).Body.GetProperty("sub").GetString();
        var month = TimeProvider.System.GetUtcNow().AddMonths(-2).ToString("yyyyMM");

        Assert.Equal(status, (await SendAsync(HttpMethod.Post, "rest/posts", token, month, body.Replace("ME", $"urn:li:person:{me}", StringComparison.Ordinal))).Status);
        Assert.Equal(426, (await SendAsync(HttpMethod.Post, "rest/posts", token, "202001", body)).Status);
        Assert.Equal(400, (await SendAsync(HttpMethod.Post, "rest/posts", token, null, body)).Status);
    }

    [Fact]
    public void An_unescaped_sign_ends_the_text_as_it_does_there() =>
        Assert.Equal(("Out (now) #harbour", "Out "), (Squaremcp.Sandbox.LinkedIn.LiPosts.Seen(@"Out \(now\) {hashtag|\#|harbour}"), Squaremcp.Sandbox.LinkedIn.LiPosts.Seen("Out (now)")));

    private string Root => $"{gateway.Http.BaseAddress}sandbox/";

    private static Dictionary<string, string> Asked() => new() { ["response_type"] = "code", ["client_id"] = "sandbox", ["redirect_uri"] = Back, ["scope"] = Scopes, ["state"] = "state-1" };

    private static string Query(Dictionary<string, string> pairs) => string.Join('&', pairs.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));

    private async Task<Dictionary<string, string>> RedeemAsync(string visitor)
    {
        var answer = await http.PostAsync($"{Root}www.linkedin.com/oauth/v2/authorization", new FormUrlEncodedContent(new Dictionary<string, string>(Asked()) { ["word"] = "allow", ["handle"] = visitor }));
        var code = HttpUtility.ParseQueryString(answer.Headers.Location!.Query)["code"]!;
        return new() { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = Back, ["client_id"] = "sandbox", ["client_secret"] = "sandbox-secret" };
    }

    private async Task<(int Status, JsonElement Body)> TokenAsync(Dictionary<string, string> form)
    {
        var answer = await http.PostAsync($"{Root}www.linkedin.com/oauth/v2/accessToken", new FormUrlEncodedContent(form));
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    private async Task<(int Status, JsonElement Body)> SendAsync(HttpMethod method, string path, string token, string? month, string? body)
    {
        using var request = new HttpRequestMessage(method, $"{Root}api.linkedin.com/{path}") { Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", token);
        if (month is not null)
        {
            request.Headers.Add("LinkedIn-Version", month);
        }

        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text));
    }
}

using System.Net;
using System.Text;
using System.Text.Json;
using System.Web;

namespace Squaremcp.Tests.Sandbox;

/// <summary>Every tool of Snapchat against its simulator, through the whole product; and the simulator by itself.</summary>
public sealed class SnapchatTests(SandboxGateway gateway) : IClassFixture<SandboxGateway>
{
    private const string Back = "http://127.0.0.1:9/callback";

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    [Fact]
    public async Task The_person_and_all_ad_accounts_are_read_over_two_pages()
    {
        Assert.Equal("Sandbox Advertiser", (await gateway.OkAsync("snapchat_get_me")).GetProperty("display_name").GetString());
        var first = await gateway.OkAsync("snapchat_get_ad_accounts");
        var second = await gateway.OkAsync("snapchat_get_ad_accounts", new { cursor = first.GetProperty("next_cursor").GetString() });

        Assert.Equal((2, 1, false), (first.GetProperty("ad_accounts").GetArrayLength(), second.GetProperty("ad_accounts").GetArrayLength(), second.TryGetProperty("next_cursor", out _)));
    }

    [Theory]
    [InlineData("story", "image/png", 100)]
    [InlineData("saved_story", "video/mp4", 100)]
    [InlineData("spotlight", "video/mp4", 9_000_000)]
    public async Task A_snap_is_rehearsed_encrypted_and_published_where_it_belongs(string kind, string mediaType, int size)
    {
        var arguments = new Dictionary<string, object> { ["media"] = await gateway.FileAsync(mediaType, [0, 0, 0, 24, .. "ftypisom"u8, .. new byte[size]]), ["kind"] = kind };
        if (kind == "saved_story")
        {
            arguments["title"] = "Harbour days";
        }

        await gateway.OkAsync("snapchat_create_snap", new Dictionary<string, object>(arguments) { ["dry_run"] = true });
        var made = (await gateway.OkAsync("snapchat_create_snap", arguments)).GetProperty("result");
        Assert.Equal((kind, "Harbour News", kind == "spotlight"), (made.GetProperty("kind").GetString(), made.GetProperty("profile").GetString(), made.GetProperty("in_review").GetBoolean()));
    }

    [Fact]
    public async Task A_film_that_is_none_is_refused() =>
        Assert.Equal("invalid_argument", await gateway.KindAsync("snapchat_create_snap", new { media = await gateway.FileAsync("video/mp4", new byte[100]) }));

    [Theory]
    [InlineData("rate_limited", 30, "rate_limited")]
    [InlineData("expired_token", null, null)]
    [InlineData("truncated", null, null)]
    public async Task It_fails_on_demand(string fault, int? retryAfter, string? kind)
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        gateway.Pass(TimeSpan.FromMinutes(5));
        await gateway.FaultAsync("snapchat", new { kind = fault, retry_after = retryAfter }, key);

        var (status, body) = await gateway.CallAsync("snapchat_get_me", null, key);
        Assert.Equal(kind ?? "200", kind is null ? $"{status}" : body.GetProperty("kind").GetString());
    }

    [Fact]
    public async Task A_refresh_token_that_was_used_elsewhere_breaks_the_connection()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        gateway.Pass(TimeSpan.FromHours(2));
        Assert.Equal(200, (await gateway.CallAsync("snapchat_get_me", null, key)).Status);
        gateway.Pass(TimeSpan.FromHours(2));
        await gateway.FaultAsync("snapchat", new { kind = "rotated_token" }, key);

        Assert.Equal("needs_reconnection", (await gateway.CallAsync("snapchat_get_me", null, key)).Body.GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData("media", """{"type":"VIDEO","name":"x","key":"AAAA","iv":"AAAA"}""", 400)]
    [InlineData("media", """{"type":"GIF","name":"x","key":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","iv":"AAAAAAAAAAAAAAAAAAAAAA=="}""", 400)]
    [InlineData("media", """{"type":"VIDEO","name":"x","key":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","iv":"AAAAAAAAAAAAAAAAAAAAAA==","more":1}""", 400)]
    [InlineData("media", """{"type":"VIDEO","name":"x","key":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","iv":"AAAAAAAAAAAAAAAAAAAAAA=="}""", 200)]
    [InlineData("stories", """{"media_id":"none"}""", 404)]
    [InlineData("spotlights", """{"media_id":"none"}""", 400)]
    [InlineData("saved_stories", """{"saved_stories":[]}""", 400)]
    public async Task What_the_documentation_does_not_know_is_refused(string resource, string body, int status)
    {
        var token = await TokenAsync("visitor_1");
        var profile = JsonElement.Parse((await SendAsync(HttpMethod.Get, "my_profile", token, null)).Body).GetProperty("public_profile").GetProperty("id").GetString();

        Assert.Equal(status, (await SendAsync(HttpMethod.Post, $"{profile}/{resource}", token, body)).Status);
        Assert.Equal(404, (await SendAsync(HttpMethod.Post, $"other/{resource}", token, body)).Status);
        Assert.Equal(401, (await SendAsync(HttpMethod.Post, $"{profile}/{resource}", "none", body)).Status);
    }

    private string Root => $"{gateway.Http.BaseAddress}sandbox/";

    private async Task<string> TokenAsync(string visitor)
    {
        var asked = new Dictionary<string, string> { ["response_type"] = "code", ["client_id"] = "sandbox", ["redirect_uri"] = Back, ["scope"] = "snapchat-profile-api", ["state"] = "s", ["word"] = "allow", ["handle"] = visitor };
        var back = await http.PostAsync($"{Root}accounts.snapchat.com/login/oauth2/authorize", new FormUrlEncodedContent(asked));
        Assert.Equal(HttpStatusCode.Found, back.StatusCode);
        var answer = await http.PostAsync($"{Root}accounts.snapchat.com/login/oauth2/access_token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = HttpUtility.ParseQueryString(back.Headers.Location!.Query)["code"]!,
            ["redirect_uri"] = Back,
            ["client_id"] = "sandbox",
            ["client_secret"] = "sandbox-secret",
        }));
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("access_token").GetString()!;
    }

    private async Task<(int Status, string Body)> SendAsync(HttpMethod method, string path, string token, string? body)
    {
        using var request = new HttpRequestMessage(method, $"{Root}businessapi.snapchat.com/v1/public_profiles/{path}") { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Web;

namespace Squaremcp.Tests.Sandbox;

/// <summary>Every tool of TikTok against its simulator, through the whole product; and the simulator by itself.</summary>
public sealed class TikTokTests(SandboxGateway gateway) : IClassFixture<SandboxGateway>
{
    private const string Back = "http://127.0.0.1:9/callback";

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    [Fact]
    public async Task The_account_is_read()
    {
        Assert.StartsWith("@sandbox_", (await gateway.OkAsync("tiktok_get_profile")).GetProperty("username").GetString(), StringComparison.Ordinal);
        Assert.Equal(3, (await gateway.OkAsync("tiktok_get_creator_info")).GetProperty("privacy_levels").GetArrayLength());
        Assert.Equal("not_found", await gateway.KindAsync("tiktok_get_video_status", new { tiktok_publish_id = "v_pub_file~none" }));
    }

    [Fact]
    public async Task A_video_is_rehearsed_published_in_parts_and_found_again()
    {
        var video = await gateway.FileAsync("video/mp4", [0, 0, 0, 24, .. "ftypisom"u8, .. new byte[17_000_000]]);
        await gateway.OkAsync("tiktok_create_video", new { video, privacy_level = "PUBLIC_TO_EVERYONE", title = "From the pier", dry_run = true });
        var made = await gateway.OkAsync("tiktok_create_video", new { video, privacy_level = "PUBLIC_TO_EVERYONE", title = "From the pier" });

        Assert.Equal("done", made.GetProperty("status").GetString());
        var result = made.GetProperty("result");
        var status = await gateway.OkAsync("tiktok_get_video_status", new { tiktok_publish_id = result.GetProperty("tiktok_publish_id").GetString() });
        Assert.Equal(("PUBLISH_COMPLETE", result.GetProperty("post_id").GetString()), (status.GetProperty("status").GetString(), status.GetProperty("post_ids")[0].GetString()));
        Assert.Equal("invalid_argument", await gateway.KindAsync("tiktok_create_video", new { video, privacy_level = "FOLLOWER_OF_CREATOR" }));
    }

    [Fact]
    public async Task A_draft_waits_in_the_inbox_and_a_film_that_is_none_fails()
    {
        var draft = await gateway.OkAsync("tiktok_create_video", new { video = await gateway.FileAsync("video/mp4", [0, 0, 0, 24, .. "ftypisom"u8, 1]), as_draft = true });
        Assert.Equal("SEND_TO_USER_INBOX", draft.GetProperty("result").GetProperty("status").GetString());
        Assert.Contains("file_format_check_failed", (await gateway.CallAsync("tiktok_create_video", new { video = await gateway.FileAsync("video/mp4", new byte[100]), privacy_level = "SELF_ONLY" })).Body.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rate_limited", 30, "rate_limited")]
    [InlineData("expired_token", null, null)]
    [InlineData("truncated", null, null)]
    public async Task It_fails_on_demand(string fault, int? retryAfter, string? kind)
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        gateway.Pass(TimeSpan.FromMinutes(5));
        await gateway.FaultAsync("tiktok", new { kind = fault, retry_after = retryAfter }, key);

        var (status, body) = await gateway.CallAsync("tiktok_get_profile", null, key);
        Assert.Equal(kind ?? "200", kind is null ? $"{status}" : body.GetProperty("kind").GetString());
    }

    [Fact]
    public async Task A_refresh_token_works_once_and_tokens_end_as_TikTok_has_it()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        gateway.Pass(TimeSpan.FromHours(3));
        Assert.Equal(200, (await gateway.CallAsync("tiktok_get_profile", null, key)).Status);
        var first = (await TokenAsync(await RedeemAsync("visitor_1"))).Body;
        var renew = Renew(first);
        Assert.Equal((7200, 15_552_000), (first.GetProperty("expires_in").GetInt32(), first.GetProperty("refresh_expires_in").GetInt32()));
        Assert.Equal((200, 400), ((await TokenAsync(renew)).Status, (await TokenAsync(renew)).Status));
    }

    [Theory]
    [InlineData("client_key", "nobody")]
    [InlineData("redirect_uri", "https://elsewhere.example/callback")]
    [InlineData("scope", "user.info.basic everything")]
    public async Task A_wrong_authorization_request_never_leads_back_to_the_app(string name, string value)
    {
        var asked = Asked();
        asked[name] = value;

        Assert.Equal(HttpStatusCode.BadRequest, (await http.GetAsync($"{Root}www.tiktok.com/v2/auth/authorize/?{string.Join('&', asked.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"))}")).StatusCode);
    }

    [Theory]
    [InlineData("""{"source_info":{"source":"FILE_UPLOAD","video_size":50000123,"chunk_size":10000000,"total_chunk_count":5}}""", "invalid_params")]
    [InlineData("""{"post_info":{"privacy_level":"SELF_ONLY"},"source_info":{"source":"FILE_UPLOAD","video_size":50000123,"chunk_size":10000000,"total_chunk_count":6}}""", "invalid_params")]
    [InlineData("""{"post_info":{"privacy_level":"SELF_ONLY"},"source_info":{"source":"FILE_UPLOAD","video_size":50000123,"chunk_size":4000000,"total_chunk_count":12}}""", "invalid_params")]
    [InlineData("""{"post_info":{"privacy_level":"SELF_ONLY","text":"x"},"source_info":{"source":"FILE_UPLOAD","video_size":5,"chunk_size":5,"total_chunk_count":1}}""", "invalid_params")]
    [InlineData("""{"post_info":{"privacy_level":"FOLLOWER_OF_CREATOR"},"source_info":{"source":"FILE_UPLOAD","video_size":5,"chunk_size":5,"total_chunk_count":1}}""", "privacy_level_option_mismatch")]
    [InlineData("""{"post_info":{"privacy_level":"SELF_ONLY"},"source_info":{"source":"PULL_FROM_URL","video_url":"https://example.org/a.mp4"}}""", "url_ownership_unverified")]
    [InlineData("""{"post_info":{"privacy_level":"SELF_ONLY"},"source_info":{"source":"FILE_UPLOAD","video_size":50000123,"chunk_size":10000000,"total_chunk_count":5}}""", "ok")]
    [InlineData("""{"post_info":{"privacy_level":"SELF_ONLY"},"source_info":{"source":"FILE_UPLOAD","video_size":64000001,"chunk_size":64000000,"total_chunk_count":1}}""", "ok")]
    public async Task What_the_documentation_does_not_know_is_refused(string body, string code)
    {
        var token = (await TokenAsync(await RedeemAsync($"v_{body.Length}_{code.Length}"))).Body.GetProperty("access_token").GetString()!;

        Assert.Equal(code, (await BeginAsync(token, body)).GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Parts_come_in_their_order_and_in_their_lengths()
    {
        var token = (await TokenAsync(await RedeemAsync("visitor_3"))).Body.GetProperty("access_token").GetString()!;
        var address = (await BeginAsync(token, """{"post_info":{"privacy_level":"SELF_ONLY"},"source_info":{"source":"FILE_UPLOAD","video_size":10000003,"chunk_size":5000000,"total_chunk_count":2}}""")).GetProperty("data").GetProperty("upload_url").GetString()!;

        Assert.Equal(416, await PutAsync(address, 5_000_000, 5_000_003));
        Assert.Equal(400, await PutAsync(address, 0, 4_999_999));
        Assert.Equal(206, await PutAsync(address, 0, 5_000_000));
        Assert.Equal(416, await PutAsync(address, 0, 5_000_000));
        Assert.Equal(201, await PutAsync(address, 5_000_000, 5_000_003));
        Assert.Equal(404, await PutAsync(address.Replace("upload_token=", "upload_token=x", StringComparison.Ordinal), 0, 5_000_000));
    }

    private string Root => $"{gateway.Http.BaseAddress}sandbox/";

    private static Dictionary<string, string> Asked() => new() { ["response_type"] = "code", ["client_key"] = "sandbox", ["redirect_uri"] = Back, ["scope"] = "user.info.basic,video.publish", ["state"] = "state-1" };

    private static Dictionary<string, string> Renew(JsonElement given) =>
        new() { ["grant_type"] = "refresh_token", ["refresh_token"] = given.GetProperty("refresh_token").GetString()!, ["client_key"] = "sandbox", ["client_secret"] = "sandbox-secret" };

    private async Task<Dictionary<string, string>> RedeemAsync(string visitor)
    {
        var answer = await http.PostAsync($"{Root}www.tiktok.com/v2/auth/authorize/", new FormUrlEncodedContent(new Dictionary<string, string>(Asked()) { ["word"] = "allow", ["handle"] = visitor[..Math.Min(15, visitor.Length)] }));
        return new() { ["grant_type"] = "authorization_code", ["code"] = HttpUtility.ParseQueryString(answer.Headers.Location!.Query)["code"]!, ["redirect_uri"] = Back, ["client_key"] = "sandbox", ["client_secret"] = "sandbox-secret" };
    }

    private async Task<(int Status, JsonElement Body)> TokenAsync(Dictionary<string, string> form)
    {
        var answer = await http.PostAsync($"{Root}open.tiktokapis.com/v2/oauth/token/", new FormUrlEncodedContent(form));
        return ((int)answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync()));
    }

    private async Task<JsonElement> BeginAsync(string token, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Root}open.tiktokapis.com/v2/post/publish/video/init/") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await http.SendAsync(request);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }

    private async Task<int> PutAsync(string address, long from, int length)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = new ByteArrayContent(new byte[length]) };
        request.Content.Headers.ContentType = new("video/mp4");
        request.Content.Headers.ContentRange = new ContentRangeHeaderValue(from, from + length - 1, 10_000_003);
        using var answer = await http.SendAsync(request);
        return (int)answer.StatusCode;
    }
}

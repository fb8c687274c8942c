using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Web;
using Squaremcp.Tests.Slack;

namespace Squaremcp.Tests.Sandbox;

/// <summary>The simulated Slack by itself, as any program may speak to it: what it lets in, answers, and refuses.</summary>
public sealed class SlackApiTests(SandboxGateway gateway) : IClassFixture<SandboxGateway>
{
    private const string Back = "http://127.0.0.1:9/callback";

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    [Fact]
    public async Task A_code_works_once_and_a_refresh_token_once()
    {
        var code = await CodeAsync("Yard 1");
        var first = await TokenAsync(Redeem(code));
        var second = await TokenAsync(Renew(first));

        Assert.Equal((43_200, "bot", "Yard 1"), (first.GetProperty("expires_in").GetInt32(), first.GetProperty("token_type").GetString(), first.GetProperty("team").GetProperty("name").GetString()));
        Assert.StartsWith("xoxe.xoxb-1-", second.GetProperty("access_token").GetString(), StringComparison.Ordinal);
        Assert.Equal(("invalid_code", "invalid_refresh_token"), (Word(await TokenAsync(Redeem(code))), Word(await TokenAsync(Renew(first)))));
        Assert.True((await CallAsync("auth.revoke", "", Token(second))).GetProperty("revoked").GetBoolean());
        Assert.Equal(("token_revoked", "invalid_refresh_token"), (Word(await CallAsync("auth.test", "", Token(second))), Word(await TokenAsync(Renew(second)))));
    }

    [Fact]
    public async Task Who_cancels_sends_the_app_back_with_access_denied() => Assert.Equal(("access_denied", "state-1"), await WordAsync("deny", "Yard 2") is var back ? (back["error"], back["state"]) : default);

    [Theory]
    [InlineData("client_id", "nobody")]
    [InlineData("redirect_uri", "https://elsewhere.example/callback")]
    [InlineData("scope", "channels:read,everything")]
    [InlineData("code_challenge", "x")]
    public async Task A_wrong_request_never_leads_back_to_the_app(string name, string value)
    {
        var asked = new Dictionary<string, string>(Asked) { [name] = value };

        Assert.Equal(HttpStatusCode.BadRequest, (await http.GetAsync($"{Root}oauth/v2/authorize?{Form(asked)}")).StatusCode);
    }

    [Theory]
    [InlineData("client_secret", "wrong", "bad_client_secret")]
    [InlineData("client_id", "wrong", "invalid_client_id")]
    [InlineData("redirect_uri", "http://127.0.0.1:9/elsewhere", "bad_redirect_uri")]
    [InlineData("code_verifier", "x", "pkce_not_allowed")]
    [InlineData("grant_type", "password", "invalid_grant_type")]
    [InlineData("colour", "red", "invalid_arguments")]
    public async Task A_wrong_token_request_is_refused_with_Slacks_word(string name, string value, string word)
    {
        var form = Redeem(await CodeAsync("Yard 3"));
        (form["client_id"], form["client_secret"]) = ("sandbox", "sandbox-secret");
        form[name] = value;
        using var answer = await http.PostAsync($"{Root}api/oauth.v2.access", new FormUrlEncodedContent(form));

        Assert.Equal((HttpStatusCode.OK, word), (answer.StatusCode, Word(JsonElement.Parse(await answer.Content.ReadAsStringAsync()))));
    }

    [Theory]
    [InlineData("conversations.list", "limit=1000", "invalid_limit")]
    [InlineData("conversations.list", "types=channels", "invalid_types")]
    [InlineData("conversations.list", "cursor=nonsense", "invalid_cursor")]
    [InlineData("conversations.list", "team_id=T1", "team_not_found")]
    [InlineData("conversations.list", "exclude_archived=maybe", "invalid_arguments")]
    [InlineData("conversations.history", "channel=C0NOWHERE01", "channel_not_found")]
    [InlineData("conversations.history", "channel=C0HIDDEN001", "channel_not_found")]
    [InlineData("conversations.history", "channel=C0RANDOM001", "not_in_channel")]
    [InlineData("conversations.history", "channel=C0GENERAL01&oldest=yesterday", "invalid_ts_oldest")]
    [InlineData("conversations.history", "channel=C0GENERAL01&before=5", "invalid_arguments")]
    [InlineData("conversations.replies", "channel=C0GENERAL01&ts=1.000000", "thread_not_found")]
    [InlineData("users.info", "user=U1", "user_not_found")]
    [InlineData("users.profile", "user=U1", "unknown_method")]
    [InlineData("chat.postMessage", "channel=C0GENERAL01", "no_text")]
    [InlineData("chat.postMessage", "channel=C0GENERAL01&text=x&markdown_text=y", "markdown_text_conflict")]
    [InlineData("chat.postMessage", "channel=C0GENERAL01&text=x&blocks=nonsense", "invalid_blocks_format")]
    [InlineData("chat.postMessage", "channel=C0GENERAL01&text=x&unfurl=false", "invalid_arguments")]
    [InlineData("chat.postMessage", "channel=C0ARCHIVE01&text=x", "is_archived")]
    [InlineData("chat.postMessage", "channel=C0ANNOUNCE1&text=x", "restricted_action_read_only_channel")]
    public async Task What_Slack_refuses_is_refused_with_its_word(string method, string form, string word) => Assert.Equal(word, Word(await CallAsync(method, form, await SignInAsync("Yard 4"))));

    [Fact]
    public async Task Without_a_token_or_a_right_nothing_is_told()
    {
        var token = await SignInAsync("Yard 5", "channels:read");
        var refused = await CallAsync("conversations.list", "types=public_channel,private_channel", token);

        Assert.Equal(("missing_scope", "groups:read", "channels:read"), (Word(refused), refused.GetProperty("needed").GetString(), refused.GetProperty("provided").GetString()));
        Assert.Equal("missing_scope", Word(await CallAsync("chat.postMessage", "channel=C0GENERAL01&text=x", token)));
        Assert.Equal(("not_authed", "invalid_auth"), (Word(await CallAsync("auth.test", "", null)), Word(await CallAsync("auth.test", "", "xoxb-forged"))));
        Assert.False((await CallAsync("users.info", "user=U0ADA000001", await SignInAsync("Yard 5", "users:read"))).GetProperty("user").GetProperty("profile").TryGetProperty("email", out _));
    }

    [Fact]
    public async Task Json_is_taken_where_Slack_takes_it()
    {
        var token = await SignInAsync("Yard 6");

        Assert.True((await SendAsync("chat.postMessage", new StringContent("""{"channel":"C0GENERAL01","text":"x","unfurl_links":false}""", Encoding.UTF8, "application/json"), token)).GetProperty("ok").GetBoolean());
        Assert.Equal("invalid_post_type", Word(await SendAsync("users.info", new StringContent("""{"user":"U0ADA000001"}""", Encoding.UTF8, "application/json"), token)));
    }

    [Fact]
    public async Task Too_many_calls_of_one_method_in_a_minute_are_refused()
    {
        var token = await SignInAsync("Yard 7");
        for (var call = 0; call < 20; call++)
        {
            Assert.True((await CallAsync("users.list", "", token)).GetProperty("ok").GetBoolean());
        }

        Assert.Equal("ratelimited", Word(await CallAsync("users.list", "", token)));
        Assert.True((await CallAsync("auth.test", "", token)).GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task Each_method_takes_what_is_described_and_answers_what_the_examples_have()
    {
        SlackOracle.Require();
        var token = await SignInAsync("Yard 8");
        var ts = (await CallAsync("conversations.history", "channel=C0GENERAL01&limit=1", token)).GetProperty("messages")[0].GetProperty("ts").GetString();
        foreach (var (method, form, item) in ((string, string, string)[])
            [("auth.test", "", ""), ("conversations.list", "types=public_channel", "channels"), ("conversations.history", "channel=C0GENERAL01", "messages"), ("conversations.replies", $"channel=C0GENERAL01&ts={ts}", "messages"), ("users.list", "", "members"), ("users.info", "user=U0ADA000001", "user")])
        {
            var (described, answer) = (SlackOracle.Method(method).GetProperty("examples").GetProperty("success").GetProperty("example"), await CallAsync(method, form, token));
            Assert.True(answer.GetProperty("ok").GetBoolean(), $"{method}: {answer}");
            Assert.Empty(described.EnumerateObject().Select(member => member.Name).Except([.. answer.EnumerateObject().Select(member => member.Name), "cache_ts", "pin_count", "response_metadata"]));
            if (item.Length > 0)
            {
                var (theirs, ours) = (First(described.GetProperty(item)), First(answer.GetProperty(item)));
                Assert.Empty(theirs.EnumerateObject().Select(member => member.Name).Except([.. ours.EnumerateObject().Select(member => member.Name), "pending_shared", "is_pending_ext_shared", "color", "is_primary_owner", "has_2fa", "subscribed", "last_read", "unread_count"]));
            }
        }

        static JsonElement First(JsonElement value) => value.ValueKind == JsonValueKind.Array ? value[0] : value;
    }

    private string Root => $"{gateway.Http.BaseAddress}sandbox/slack.com/";

    private static Dictionary<string, string> Asked => new() { ["client_id"] = "sandbox", ["redirect_uri"] = Back, ["state"] = "state-1", ["scope"] = "channels:read,groups:read,im:read,mpim:read,channels:history,groups:history,im:history,mpim:history,chat:write,users:read,users:read.email" };

    private static string? Word(JsonElement answer) => answer.GetProperty("error").GetString();

    private static string Token(JsonElement tokens) => tokens.GetProperty("access_token").GetString()!;

    private static Dictionary<string, string> Redeem(string code) => new() { ["code"] = code, ["redirect_uri"] = Back };

    private static Dictionary<string, string> Renew(JsonElement tokens) => new() { ["grant_type"] = "refresh_token", ["refresh_token"] = tokens.GetProperty("refresh_token").GetString()! };

    private static string Form(Dictionary<string, string> values) => string.Join('&', values.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));

    private async Task<string> SignInAsync(string workspace, string? scope = null) => Token(await TokenAsync(Redeem(await CodeAsync(workspace, scope))));

    private async Task<string> CodeAsync(string workspace, string? scope = null) => (await WordAsync("allow", workspace, scope))["code"]!;

    private async Task<System.Collections.Specialized.NameValueCollection> WordAsync(string word, string workspace, string? scope = null)
    {
        var asked = Asked;
        asked["scope"] = scope ?? asked["scope"];
        using var page = await http.GetAsync($"{Root}oauth/v2/authorize?{Form(asked)}");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        (asked["word"], asked["workspace"]) = (word, workspace);
        using var answer = await http.PostAsync($"{Root}oauth/v2/authorize", new FormUrlEncodedContent(asked));
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return HttpUtility.ParseQueryString(answer.Headers.Location!.Query);
    }

    private async Task<JsonElement> TokenAsync(Dictionary<string, string> form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Root}api/oauth.v2.access") { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("sandbox:sandbox-secret"u8));
        using var answer = await http.SendAsync(request);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }

    private Task<JsonElement> CallAsync(string method, string form, string? token) => SendAsync(method, new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"), token);

    private async Task<JsonElement> SendAsync(string method, HttpContent content, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Root}api/{method}") { Content = content };
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        using var answer = await http.SendAsync(request);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }
}

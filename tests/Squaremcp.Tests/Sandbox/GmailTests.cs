using System.Net;
using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Gmail;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Tests.Sandbox;

/// <summary>Every tool of Gmail against its simulator, through the whole product: two that were written apart from each other.</summary>
public sealed class GmailTests(SandboxGateway gateway) : IClassFixture<SandboxGateway>
{
    private static readonly string[] Ada = ["Ada <ada@sandbox.example>"];

    [Fact]
    public async Task Messages_are_listed_searched_and_read()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        Assert.Equal(["Invoice 2026-117", "Grüße vom Leuchtturm 🚢", "Ferry on Sunday"], await SubjectsAsync("gmail_list_messages", new { }, key));
        Assert.Equal(["Ferry on Sunday"], await SubjectsAsync("gmail_list_messages", new { label = "harbour" }, key));
        Assert.Equal(["You have won"], await SubjectsAsync("gmail_list_messages", new { label = "SPAM", unread = true }, key));
        Assert.Equal(["Invoice 2026-117"], await SubjectsAsync("gmail_search_messages", new { has_attachment = true }, key));
        Assert.Equal(["Grüße vom Leuchtturm 🚢"], await SubjectsAsync("gmail_search_messages", new { from = "Ångström", flagged = true, unread = false }, key));
        Assert.Equal(["Grüße vom Leuchtturm 🚢", "Ferry on Sunday"], await SubjectsAsync("gmail_search_messages", new { query = "ladder OR Turm", has_attachment = false }, key));
        Assert.Empty(await SubjectsAsync("gmail_search_messages", new { text = "ladd" }, key));
        Assert.Equal(["Ferry on Sunday"], await SubjectsAsync("gmail_search_messages", new { before = TimeProvider.System.GetUtcNow().AddDays(-1).ToString("yyyy-MM-dd") }, key));

        var first = await OkAsync("gmail_list_messages", new { limit = 2 }, key);
        var rest = await OkAsync("gmail_list_messages", new { limit = 2, cursor = first.GetProperty("next_cursor").GetString() }, key);
        Assert.Equal((2, 1, false), (first.GetProperty("messages").GetArrayLength(), rest.GetProperty("messages").GetArrayLength(), rest.TryGetProperty("next_cursor", out _)));

        var read = await OkAsync("gmail_read_message", new { id = first.GetProperty("messages")[1].GetProperty("id").GetString() }, key);
        Assert.Equal(("Welches Rot für den Turm?", "Björn Ångström <bjorn@sandbox.example>"), (read.GetProperty("text").GetString(), read.GetProperty("from")[0].GetString()));
        Assert.Equal("not_found", await KindAsync("gmail_read_message", new { id = "19a3f0c2d4e50001" }, key));
        Assert.Equal("not_found", await KindAsync("gmail_list_messages", new { label = "Bills" }, key));
    }

    [Fact]
    public async Task An_attachment_is_kept_and_sent_on()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        var id = (await OkAsync("gmail_search_messages", new { has_attachment = true }, key)).GetProperty("messages")[0].GetProperty("id").GetString();
        var part = (await OkAsync("gmail_read_message", new { id }, key)).GetProperty("attachments")[0].GetProperty("part").GetString();
        var file = (await OkAsync("gmail_read_message", new { id, save_attachment = part }, key)).GetProperty("saved").GetProperty("file").GetString();
        var sent = (await OkAsync("gmail_send_message", new { to = Ada, subject = "The invoice", text = "See there.", attachments = new[] { file } }, key)).GetProperty("id").GetString();
        var passed = (await OkAsync("gmail_send_message", new { to = Ada, text = "And this.", forward_message = id }, key)).GetProperty("id").GetString();

        foreach (var message in (string?[])[sent, passed])
        {
            Assert.Equal("invoice-117.csv", (await OkAsync("gmail_read_message", new { id = message }, key)).GetProperty("attachments")[0].GetProperty("name").GetString());
        }
    }

    [Fact]
    public async Task A_reply_is_rehearsed_drafted_and_sent_in_its_conversation()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        var id = (await OkAsync("gmail_search_messages", new { subject = "Ferry" }, key)).GetProperty("messages")[0].GetProperty("id").GetString();
        await OkAsync("gmail_send_message", new { to = Ada, text = "I have.", reply_to_message = id, dry_run = true }, key);
        Assert.Equal(id, (await OkAsync("gmail_send_message", new { to = Ada, text = "I have.", reply_to_message = id }, key)).GetProperty("thread_id").GetString());
        Assert.Equal(id, (await OkAsync("gmail_create_draft", new { bcc = Ada, text = "And paint.", reply_to_message = id }, key)).GetProperty("thread_id").GetString());
        Assert.NotEqual(id, (await OkAsync("gmail_send_message", new { to = Ada, subject = "Paint", text = "And paint.", reply_to_message = id }, key)).GetProperty("thread_id").GetString());

        Assert.Equal(["Paint", "Re: Ferry on Sunday"], await SubjectsAsync("gmail_list_messages", new { label = "SENT" }, key));
        Assert.Equal(["Re: Ferry on Sunday"], await SubjectsAsync("gmail_list_messages", new { label = "DRAFT" }, key));
    }

    [Fact]
    public async Task What_cannot_be_delivered_comes_back()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        await OkAsync("gmail_send_message", new { to = new[] { "nobody@sandbox.example" }, subject = "x", text = "x" }, key);

        Assert.Equal(["Delivery Status Notification (Failure)"], await SubjectsAsync("gmail_search_messages", new { from = "mailer-daemon" }, key));
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
        await gateway.FaultAsync("gmail", new { kind = fault, retry_after = retryAfter }, key);

        Assert.Equal(kind, await KindAsync("gmail_send_message", new { to = Ada, subject = "x", text = "x" }, key));
    }

    [Fact]
    public async Task An_access_token_that_ended_is_renewed_and_a_refresh_token_that_is_no_good_breaks_the_connection()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        gateway.Pass(TimeSpan.FromHours(2));
        await OkAsync("gmail_list_messages", new { }, key);
        gateway.Pass(TimeSpan.FromHours(2));
        await OkAsync("gmail_list_messages", new { }, key);
        gateway.Pass(TimeSpan.FromHours(2));
        await gateway.FaultAsync("gmail", new { kind = "rotated_token" }, key);

        Assert.Equal("needs_reconnection", await KindAsync("gmail_list_messages", new { }, key));
    }

    [Fact]
    public async Task A_person_lets_the_app_in_with_PKCE_and_its_code_works_once()
    {
        using var http = new OutboundHttp();
        var connector = new GmailConnector(http, TimeProvider.System);
        var app = new OAuthApp("sandbox", Secret.OfText("sandbox-secret"), new(new($"{gateway.Http.BaseAddress}sandbox/")));
        var (verifier, challenge) = ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        Assert.Equal(OAuthTrouble.InvalidGrant, (await Assert.ThrowsAsync<OAuthException>(async () => await connector.RedeemAsync(app, new(await CodeAsync(connector, app, challenge), SandboxPages.Callback, "another"), Stop))).Trouble);
        var code = new OAuthCode(await CodeAsync(connector, app, challenge), SandboxPages.Callback, verifier);
        var tokens = await connector.RedeemAsync(app, code, Stop);

        Assert.Equal(OAuthTrouble.InvalidGrant, (await Assert.ThrowsAsync<OAuthException>(() => connector.RedeemAsync(app, code, Stop))).Trouble);
        Assert.EndsWith("@gmail.sandbox.example", (await connector.IdentifyAsync(app.Hosts, tokens, Stop)).Id, StringComparison.Ordinal);
        Assert.Equal(tokens.Refresh, (await connector.RefreshAsync(app, tokens, Stop)).Refresh);
        await connector.RevokeAsync(app, tokens, Stop);
        Assert.Equal(OAuthTrouble.InvalidGrant, (await Assert.ThrowsAsync<OAuthException>(() => connector.RefreshAsync(app, tokens, Stop))).Trouble);
    }

    [Theory]
    [InlineData("GET", "gmail/v1/users/me/messages?q=%22x", "", 400)]
    [InlineData("GET", "gmail/v1/users/me/messages?limit=5", "", 400)]
    [InlineData("GET", "gmail/v1/users/me/messages?maxResults=501", "", 400)]
    [InlineData("GET", "gmail/v1/users/me/messages?labelIds=Bills", "", 400)]
    [InlineData("GET", "gmail/v1/users/me/messages?fields=messages(nothing)", "", 400)]
    [InlineData("GET", "gmail/v1/users/me/messages/19a3f0c2d4e50111?format=all", "", 400)]
    [InlineData("GET", "gmail/v1/users/me/messages/INBOX", "", 400)]
    [InlineData("GET", "gmail/v1/users/other/messages", "", 404)]
    [InlineData("GET", "gmail/v1/users/me/threads", "", 404)]
    [InlineData("POST", "gmail/v1/users/me/messages/send", """{"raw":"a+/b"}""", 400)]
    [InlineData("POST", "gmail/v1/users/me/messages/send", """{"message":{"raw":"eA"}}""", 400)]
    [InlineData("POST", "gmail/v1/users/me/messages/send", """{"raw":"RnJvbTogYUBleGFtcGxlLm9yZw0KDQp4"}""", 400)]
    [InlineData("POST", "gmail/v1/users/me/drafts", """{"message":{"raw":"RnJvbTogYUBleGFtcGxlLm9yZw0KDQp4"}}""", 200)]
    [InlineData("POST", "upload/gmail/v1/users/me/messages/send?uploadType=multipart", "{}", 400)]
    [InlineData("DELETE", "gmail/v1/users/me/messages/19a3f0c2d4e50111", "", 404)]
    public async Task What_Gmail_does_not_know_the_simulator_refuses(string verb, string path, string body, int status)
    {
        var account = JsonElement.Parse(gateway.Simulators.Account("gmail", gateway.CustomerId).Settings);
        using var request = new HttpRequestMessage(new(verb), $"/sandbox/gmail.googleapis.com/{path}") { Content = body.Length > 0 ? new StringContent(body, System.Text.Encoding.UTF8, "application/json") : null };
        request.Headers.Authorization = new("Bearer", account.GetProperty("tokens").GetProperty("access").GetString());
        using var answer = await gateway.Http.SendAsync(request, Stop);

        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
    }

    [Theory]
    [InlineData("access_type", "online")]
    [InlineData("prompt", "")]
    [InlineData("code_challenge_method", "plain")]
    [InlineData("scope", "https://mail.google.com/everything")]
    [InlineData("redirect_uri", "https://elsewhere.example/callback")]
    public async Task A_wrong_authorization_request_never_leads_back_to_the_app(string name, string value)
    {
        using var http = new OutboundHttp();
        var page = new Uri(AuthorizeAddress.Of(new GmailConnector(http, TimeProvider.System).OAuth, new("sandbox", Secret.OfText("x"), new(new($"{gateway.Http.BaseAddress}sandbox/"))), SandboxPages.Callback, "c") + "&state=s");
        var asked = System.Web.HttpUtility.ParseQueryString(page.Query);
        asked[name] = value;

        Assert.Equal(HttpStatusCode.BadRequest, (await gateway.Http.GetAsync($"{page.GetLeftPart(UriPartial.Path)}?{asked}", Stop)).StatusCode);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static async Task<string> CodeAsync(GmailConnector connector, OAuthApp app, string challenge)
    {
        var asked = System.Web.HttpUtility.ParseQueryString(new Uri(AuthorizeAddress.Of(connector.OAuth, app, SandboxPages.Callback, challenge) + "&state=s").Query);
        using var word = new FormUrlEncodedContent(asked.AllKeys.Select(name => KeyValuePair.Create(name!, asked[name]!)).Concat([new("word", "allow"), new("handle", "visitor_1")]));
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var answer = await http.PostAsync(connector.OAuth.Authorize.At(app.Hosts), word, Stop);
        return System.Web.HttpUtility.ParseQueryString(answer.Headers.Location!.Query)["code"]!;
    }

    private async Task<IEnumerable<string?>> SubjectsAsync(string tool, object arguments, string key) => (await OkAsync(tool, arguments, key)).GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("subject").GetString());

    private async Task<string?> KindAsync(string tool, object arguments, string key) => (await gateway.CallAsync(tool, arguments, key)).Body.GetProperty("kind").GetString();

    private async Task<JsonElement> OkAsync(string tool, object arguments, string key)
    {
        var (status, body) = await gateway.CallAsync(tool, arguments, key);
        Assert.True(status == 200, $"{tool} answered {status}: {body}");
        return body;
    }
}

using System.Net;
using System.Text;
using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Platforms.Outlook;

namespace Squaremcp.Tests.Sandbox;

/// <summary>Every tool of Outlook against its simulator, through the whole product; and the simulator by itself.</summary>
public sealed class OutlookTests(SandboxGateway gateway) : IClassFixture<SandboxGateway>
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_mailbox_is_listed_and_searched()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        var first = await OkAsync(key, "outlook_list_messages", new { limit = 2 });
        var second = await OkAsync(key, "outlook_list_messages", new { limit = 2, cursor = first.GetProperty("next_cursor").GetString() });

        Assert.Equal(["Invoice 2026-117", "Grüße vom Leuchtturm 🚢", "Ferry on Sunday"], Subjects(first).Concat(Subjects(second)));
        Assert.Equal(["Ferry on Sunday"], Subjects(await OkAsync(key, "outlook_list_messages", new { flagged = true, unread = true })));
        Assert.Equal(["Old plan of the harbour"], Subjects(await OkAsync(key, "outlook_list_messages", new { folder = "Projects/Harbour" })));
        Assert.Equal(["Ferry on Sunday", "Old plan of the harbour"], Subjects(await OkAsync(key, "outlook_search_messages", new { from = "ada@sandbox.example" })));
        Assert.Equal(["Invoice 2026-117"], Subjects(await OkAsync(key, "outlook_search_messages", new { has_attachment = true, folder = "inbox" })));
        Assert.Equal("not_found", (await gateway.CallAsync("outlook_list_messages", new { folder = "Nowhere" }, key)).Body.GetProperty("kind").GetString());
    }

    [Fact]
    public async Task A_message_is_read_without_what_is_hidden_in_it_and_its_attachment_is_kept()
    {
        var light = await ReadAsync("Leuchtturm");
        Assert.Contains("für den Turm?", light.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("keys", light.GetRawText(), StringComparison.Ordinal);

        var invoice = await ReadAsync("invoice");
        var saved = await gateway.OkAsync("outlook_read_message", new { id = Id(invoice), save_attachment = invoice.GetProperty("attachments")[0].GetProperty("part").GetString() });
        Assert.Equal(("invoice-117.csv", 41L), (saved.GetProperty("saved").GetProperty("name").GetString(), saved.GetProperty("saved").GetProperty("size_bytes").GetInt64()));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(8_000_000)]
    public async Task A_message_with_a_file_is_rehearsed_and_sent_and_lies_among_what_was_sent(int size)
    {
        var file = await gateway.FileAsync("application/pdf", size);
        var message = new { to = new[] { "Ada <ada@sandbox.example>" }, subject = $"Plan of {size}", text = "See the file.", attachments = new[] { file } };
        await gateway.CallAsync("outlook_send_message", new { message.to, message.subject, message.text, message.attachments, dry_run = true });
        Assert.Empty(Subjects(await gateway.OkAsync("outlook_search_messages", new { subject = message.subject })));
        var sent = await gateway.OkAsync("outlook_send_message", message);
        var read = await gateway.OkAsync("outlook_read_message", new { id = Id(sent) });

        Assert.Equal((false, size), (read.GetProperty("draft").GetBoolean(), read.GetProperty("attachments")[0].GetProperty("size_bytes").GetInt32()));
        Assert.Equal([message.subject], Subjects(await gateway.OkAsync("outlook_search_messages", new { subject = message.subject, folder = "sent" })));
    }

    [Fact]
    public async Task Drafts_replies_and_forwards_are_stored()
    {
        var id = Id(await ReadAsync("invoice"));
        var reply = await gateway.OkAsync("outlook_read_message", new { id = Id(await gateway.OkAsync("outlook_create_draft", new { text = "Thank you.", reply_to_message = id })) });
        var forward = await gateway.OkAsync("outlook_read_message", new { id = Id(await gateway.OkAsync("outlook_create_draft", new { to = new[] { "ada@sandbox.example" }, text = "See below.", forward_message = id })) });

        Assert.Equal(("RE: Invoice 2026-117", "Thank you.", "Paint & Sons <office@paint.example>"), (reply.GetProperty("subject").GetString(), reply.GetProperty("text").GetString(), reply.GetProperty("to")[0].GetString()));
        Assert.Equal(("FW: Invoice 2026-117", 1), (forward.GetProperty("subject").GetString(), forward.GetProperty("attachments").GetArrayLength()));
        Assert.Matches("See below\\.[\\s\\S]*find the invoice attached", forward.GetProperty("text").GetString());
        Assert.True(forward.GetProperty("draft").GetBoolean());
    }

    [Theory]
    [InlineData("rate_limited", 30, "rate_limited")]
    [InlineData("server_error", null, "outcome_unknown")]
    [InlineData("lost_answer", null, "outcome_unknown")]
    [InlineData("expired_token", null, null)]
    public async Task It_fails_on_demand(string fault, int? retryAfter, string? kind)
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        gateway.Pass(TimeSpan.FromMinutes(5));
        await gateway.FaultAsync("outlook", new { kind = fault, retry_after = retryAfter }, key);

        var (status, body) = await gateway.CallAsync("outlook_create_draft", new { subject = "x" }, key);
        Assert.Equal(kind ?? "200", kind is null ? $"{status}" : body.GetProperty("kind").GetString());
    }

    [Fact]
    public async Task An_access_token_that_ended_is_renewed_and_a_refresh_token_that_did_breaks_the_connection()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        gateway.Pass(TimeSpan.FromHours(2));
        await OkAsync(key, "outlook_list_messages", new { });
        gateway.Pass(TimeSpan.FromHours(2));
        await gateway.FaultAsync("outlook", new { kind = "rotated_token", times = 2 }, key);

        Assert.Equal("needs_reconnection", (await gateway.CallAsync("outlook_list_messages", null, key)).Body.GetProperty("kind").GetString());
    }

    [Fact]
    public async Task A_person_lets_an_app_in_and_its_code_needs_its_verifier()
    {
        using var outbound = new OutboundHttp();
        var connector = new OutlookConnector("common", outbound, TimeProvider.System);
        var app = new OAuthApp("sandbox", Secret.OfText("sandbox-secret"), new(new($"{gateway.Http.BaseAddress}sandbox/")));

        // The pair of RFC 7636, appendix B.
        var code = await SandboxPages.SignInAsync(connector, app, gateway.Http, "visitor_1", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        var tokens = await connector.RedeemAsync(app, new(code, SandboxPages.Callback, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), Stop);
        Assert.Equal("person@sandbox.example", (await connector.IdentifyAsync(app.Hosts, tokens, Stop)).Label);

        code = await SandboxPages.SignInAsync(connector, app, gateway.Http, "visitor_1", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        Assert.Equal(OAuthTrouble.InvalidGrant, (await Assert.ThrowsAsync<OAuthException>(() => connector.RedeemAsync(app, new(code, SandboxPages.Callback, "another"), Stop))).Trouble);
    }

    [Theory]
    [InlineData("GET", "messages?$search=ferry", "", 400)]
    [InlineData("GET", "messages?$search=%22ferry%22&$orderby=receivedDateTime%20desc", "", 400)]
    [InlineData("GET", "messages?$filter=isRead%20eq%20false&$orderby=receivedDateTime%20desc", "", 400)]
    [InlineData("GET", "messages?$select=id,subjekt", "", 400)]
    [InlineData("GET", "messages?$top=1001", "", 400)]
    [InlineData("GET", "messages?top=5", "", 400)]
    [InlineData("GET", "messages/nonsense", "", 400)]
    [InlineData("GET", "messages/AAkAgone", "", 404)]
    [InlineData("POST", "messages", """{"subjekt":"x"}""", 400)]
    [InlineData("POST", "messages", """{"toRecipients":[{"address":"a@example.org"}]}""", 400)]
    [InlineData("POST", "messages", """{"body":{"contentType":"plain","content":"x"}}""", 400)]
    [InlineData("POST", "messages", """{"subject":"x"}""", 201)]
    [InlineData("POST", "messages/AAkAgone/send", "", 404)]
    public async Task What_Graph_does_not_know_is_refused(string verb, string path, string body, int status)
    {
        using var request = new HttpRequestMessage(new(verb), $"{gateway.Http.BaseAddress}sandbox/graph.microsoft.com/v1.0/me/{path}") { Content = body.Length == 0 ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        var held = JsonElement.Parse(gateway.Simulators.Account("outlook", "cus_of_this_test").Settings);
        request.Headers.Authorization = new("Bearer", held.GetProperty("tokens").GetProperty("access").GetString());
        using var answer = await http.SendAsync(request, Stop);

        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
    }

    private async Task<JsonElement> OkAsync(string key, string tool, object arguments)
    {
        var (status, body) = await gateway.CallAsync(tool, arguments, key);
        Assert.True(status == 200, $"{tool} answered {status}: {body}");
        return body;
    }

    private async Task<JsonElement> ReadAsync(string word) =>
        await gateway.OkAsync("outlook_read_message", new { id = Id((await gateway.OkAsync("outlook_search_messages", new { subject = word, folder = "inbox" })).GetProperty("messages")[0]) });

    private static string Id(JsonElement message) => message.GetProperty("id").GetString()!;

    private static IEnumerable<string?> Subjects(JsonElement found) => found.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("subject").GetString());
}

using System.Text.RegularExpressions;
using Squaremcp.Tests.Mcp;

namespace Squaremcp.Tests.OAuth;

/// <summary>Authorization requests that are wrong, one way each; the numbers are those of the project's list of bad inputs.</summary>
public sealed class AuthorizeTests(OAuthGateway gateway) : IClassFixture<OAuthGateway>
{
    private static readonly string Long = new('s', 5_000);

    /// <summary>Told on a page, and nothing goes to any client.</summary>
    public static TheoryData<string, string, string?> Pages => new()
    {
        { "A01", "client_id", null },
        { "A02", "client_id", "nobody" },
        { "A03 http", "client_id", "http://client.example/oauth.json" },
        { "A03 fragment", "client_id", "https://client.example/oauth.json#x" },
        { "A03 user", "client_id", "https://user@client.example/oauth.json" },
        { "A03 dots", "client_id", "https://client.example/a/../oauth.json" },
        { "A03 dots escaped", "client_id", "https://client.example/a/%2e%2e/oauth.json" },
        { "A03 no path", "client_id", "https://client.example" },
        { "A03 address", "client_id", "https://10.0.0.1/oauth.json" },
        { "A03 single label", "client_id", "https://client/oauth.json" },
        { "A06", "redirect_uri", "http://127.0.0.1:1/other" },
        { "A07 query", "redirect_uri", "http://127.0.0.1:1/callback?x=1" },
        { "A07 slash", "redirect_uri", "http://127.0.0.1:1/callback/" },
        { "A07 case", "redirect_uri", "http://127.0.0.1:1/Callback" },
        { "A07 escaped", "redirect_uri", "http://127.0.0.1:1%2Fcallback" },
        { "A07 fragment", "redirect_uri", "http://127.0.0.1:1/callback#x" },
        { "A08", "redirect_uri", "http://localhost:5000/callback" },
        { "A09", "redirect_uri", "https://127.0.0.1:5/callback" },
        { "A11 suffix", "redirect_uri", "http://127.0.0.1.evil.com/callback" },
        { "A11 user", "redirect_uri", "http://127.0.0.1:80@evil.com/callback" },
        { "A11 other address", "redirect_uri", "http://127.0.0.2:1/callback" },
        { "A11 port of letters", "redirect_uri", "http://127.0.0.1:a/callback" },
        { "A32 long", "state", Long },
        { "redirect_uri left out", "redirect_uri", null },
    };

    /// <summary>Sent back to a client the person has let in before.</summary>
    public static TheoryData<string, string, string?, string> Redirects => new()
    {
        { "A14 missing", "response_type", null, "invalid_request" },
        { "A14 token", "response_type", "token", "unsupported_response_type" },
        { "A14 hybrid", "response_type", "code id_token", "unsupported_response_type" },
        { "A14 id_token", "response_type", "id_token", "unsupported_response_type" },
        { "A15", "code_challenge", null, "invalid_request" },
        { "A16 plain", "code_challenge_method", "plain", "invalid_request" },
        { "A16 lower case", "code_challenge_method", "s256", "invalid_request" },
        { "A16 absent", "code_challenge_method", null, "invalid_request" },
        { "A17 short", "code_challenge", new string('a', 42), "invalid_request" },
        { "A17 long", "code_challenge", new string('a', 44), "invalid_request" },
        { "A17 plus", "code_challenge", new string('a', 42) + "+", "invalid_request" },
        { "A17 padding", "code_challenge", new string('a', 42) + "=", "invalid_request" },
        { "A17 space", "code_challenge", new string('a', 42) + " ", "invalid_request" },
        { "A18 unknown", "scope", "everything", "invalid_scope" },
        { "A18 quote", "scope", "mcp \"x\"", "invalid_scope" },
        { "A18 backslash", "scope", "mcp\\x", "invalid_scope" },
        { "A19 relative", "resource", "/mcp", "invalid_target" },
        { "A19 fragment", "resource", "RESOURCE#x", "invalid_target" },
        { "A19 other host", "resource", "https://other.example/mcp", "invalid_target" },
        { "A19 host that begins alike", "resource", "ORIGIN.evil/mcp", "invalid_target" },
        { "A20 request", "request", "x", "request_not_supported" },
        { "A20 request_uri", "request_uri", "https://x.example", "request_uri_not_supported" },
        { "A21 fragment", "response_mode", "fragment", "invalid_request" },
        { "A21 form_post", "response_mode", "form_post", "invalid_request" },
        { "A21 web_message", "response_mode", "web_message", "invalid_request" },
    };

    [Theory, MemberData(nameof(Pages))]
    public async Task What_cannot_be_answered_to_the_client_is_told_on_a_page(string number, string name, string? value)
    {
        using var person = await gateway.PersonAsync();

        IsPage(await person.AskAsync("tool", (name, value)), number);
    }

    [Theory]
    [InlineData("client_id", "tool", "tool"), InlineData("redirect_uri", "http://127.0.0.1:1/callback", "http://127.0.0.1:2/callback")]
    public async Task A_client_or_redirect_given_twice_is_told_on_a_page(string name, string one, string other) // A12
    {
        using var person = await gateway.PersonAsync();

        IsPage(await person.AskAsync("tool", (name, one), (name, other)), "A12");
    }

    [Theory] // A07
    [InlineData("https://app.example.com/Callback"), InlineData("https://APP.example.com/callback"), InlineData("HTTPS://app.example.com/callback"), InlineData("https://app.example.com:443/callback"),
     InlineData("https://app.example.com/x/../callback"), InlineData("https://app.example.com/%63allback"), InlineData("https://app.example.com/callback?"), InlineData("https://app.example.com.evil.example/callback")]
    public async Task A_redirect_is_compared_letter_by_letter(string redirect)
    {
        using var person = await gateway.PersonAsync();

        IsPage(await person.AskAsync("web", ("redirect_uri", redirect)), redirect);
    }

    [Fact]
    public async Task A_redirect_may_be_left_out_only_where_one_is_registered() // A05
    {
        using var person = await gateway.PersonAsync();
        var two = await gateway.RegisterAsync("Two", "https://a.example/cb", "https://b.example/cb");
        var one = await gateway.RegisterAsync("One", "https://a.example/cb");

        IsPage(await person.AskAsync(two, ("redirect_uri", null)), "A05");
        Assert.StartsWith("https://a.example/cb?code=", (await person.AllowAsync(one, ("redirect_uri", null))).Headers["Location"], StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Redirects))]
    public async Task Other_mistakes_are_sent_back_to_a_client_the_person_knows(string number, string name, string? value, string error)
    {
        using var person = await gateway.PersonAsync();
        await gateway.SignInAsync(person);

        var sent = await person.AskAsync("tool", (name, value?.Replace("RESOURCE", gateway.Resource, StringComparison.Ordinal).Replace("ORIGIN", gateway.Origin, StringComparison.Ordinal)));

        var answer = AuthorizeQuery.Answer(sent);
        Assert.True(sent.Headers["Location"].StartsWith("http://127.0.0.1:49152/callback?", StringComparison.Ordinal), number);
        Assert.Equal((error, "st ate/1", gateway.Origin), (answer["error"], answer["state"], answer["iss"]));
        Assert.DoesNotContain('"', answer["error_description"]);
    }

    [Theory]
    [InlineData("scope"), InlineData("code_challenge"), InlineData("state")]
    public async Task A_parameter_given_twice_is_an_error_and_no_state_is_guessed(string name) // A13
    {
        using var person = await gateway.PersonAsync();

        var answer = AuthorizeQuery.Answer(await person.AskAsync("tool", (name, "mcp"), (name, "mcp")));

        Assert.Equal("invalid_request", answer["error"]);
        Assert.Equal(name != "state", answer.ContainsKey("state"));
    }

    [Fact]
    public async Task A_client_that_was_never_let_in_cannot_have_people_bounced() // A23
    {
        using var person = await gateway.PersonAsync();
        var client = await gateway.RegisterAsync();

        var told = await person.AskAsync(client, ("response_type", "token"));

        IsPage(told, "A23");
        Assert.Contains("href=\"http://127.0.0.1:49152/callback?error=unsupported_response_type&amp;", told.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_session_everybody_signs_in_before_anything_is_sent() // A23, A33
    {
        using var person = new WebPerson(gateway);

        var wrong = await person.AskAsync("tool", ("response_type", "token"));
        Assert.Equal(200, wrong.Status);
        Assert.Contains("Sign in", wrong.Text, StringComparison.Ordinal);
        IsPage(await person.AskAsync("tool", ("prompt", "none")), "A33");
    }

    [Fact]
    public async Task Any_port_of_this_computer_will_do() // A10
    {
        using var person = await gateway.PersonAsync();

        var sent = await person.AllowAsync("tool", ("redirect_uri", "http://127.0.0.1:61000/callback"));

        Assert.StartsWith("http://127.0.0.1:61000/callback?code=sqc_", sent.Headers["Location"], StringComparison.Ordinal);
        Assert.Equal(303, sent.Status); // A28
    }

    [Fact]
    public async Task Who_does_not_allow_sends_access_denied() // A22
    {
        using var person = await gateway.PersonAsync();

        var answer = AuthorizeQuery.Answer(await person.AllowAsync(await person.AskAsync(), "deny"));

        Assert.Equal(("access_denied", gateway.Origin), (answer["error"], answer["iss"]));
        Assert.False(answer.ContainsKey("code"));
    }

    [Fact]
    public async Task A_consent_without_its_proof_or_from_another_site_gives_no_code() // A24
    {
        using var person = await gateway.PersonAsync();
        var fields = WebPerson.HiddenFields(await person.AskAsync(), 0);
        fields["decision"] = "allow";

        IsPage(await person.PostAsync("/authorize/consent", fields.Where(field => field.Key != "proof").ToDictionary()), "no proof");
        IsPage(await person.PostAsync("/authorize/consent", new Dictionary<string, string>(fields) { ["proof"] = new('0', 64) }), "foreign proof");
        IsPage(await person.PostAsync("/authorize/consent", fields, ("Sec-Fetch-Site", "cross-site")), "another site");
        Assert.Equal(403, (await person.PostAsync("/authorize/consent", fields, ("Origin", "https://evil.example"))).Status);
        Assert.Equal(303, (await person.PostAsync("/authorize/consent", fields, ("Sec-Fetch-Site", "same-origin"))).Status);
    }

    [Fact]
    public async Task A_consent_sent_twice_is_one_code() // A25
    {
        using var person = await gateway.PersonAsync();
        var consent = await person.AskAsync();
        var both = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => person.SubmitAsync(consent, 0, ("decision", "allow"))));

        var code = AuthorizeQuery.Answer(Assert.Single(both, one => one.Status == 303))["code"];
        Assert.All(both.Where(one => one.Status != 303), one => IsPage(one, "A25"));
        Assert.Equal(200, (await gateway.RedeemAsync(code)).Status);
        IsPage(await person.SubmitAsync(consent, 0, ("decision", "allow")), "A25 later");
    }

    [Fact]
    public async Task A_consent_of_another_person_or_browser_or_an_old_one_gives_no_code() // A26
    {
        using var anna = await gateway.PersonAsync();
        using var eve = await gateway.PersonAsync();
        var ticket = WebPerson.HiddenFields(await anna.AskAsync(), 0)["ticket"];
        var eves = WebPerson.HiddenFields(await eve.AskAsync(), 0);
        (eves["ticket"], eves["decision"]) = (ticket, "allow");

        IsPage(await eve.PostAsync("/authorize/consent", eves), "A26");
        var annas = await anna.AskAsync();
        gateway.Clock.Advance(TimeSpan.FromMinutes(11));
        IsPage(await anna.SubmitAsync(annas, 0, ("decision", "allow")), "old");
    }

    [Fact]
    public async Task Nobody_lets_a_client_in_for_a_customer_of_others()
    {
        using var person = await gateway.PersonAsync();

        IsPage(await person.SubmitAsync(await person.AskAsync(), 0, ("decision", "allow"), ("customer", gateway.CustomerId)), "foreign customer");
    }

    [Fact]
    public async Task Pages_cannot_be_framed_and_do_not_break_the_way_back() // A27, A29
    {
        using var person = await gateway.PersonAsync();
        foreach (var page in (Reply[])[await person.AskAsync(), await person.AskAsync("nobody"), await new WebPerson(gateway).AskAsync(), await person.GetAsync("/signup"), await person.GetAsync("/authorize" + AuthorizeQuery.Of(gateway, "tool"), ("Origin", McpGateway.AllowedOrigin))])
        {
            var policy = page.Headers["Content-Security-Policy"];
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("form-action", policy, StringComparison.Ordinal);
            Assert.Equal(("DENY", "no-store", "nosniff", "same-origin"), (page.Headers["X-Frame-Options"], page.Headers["Cache-Control"], page.Headers["X-Content-Type-Options"], page.Headers["Referrer-Policy"]));
            Assert.DoesNotContain(page.Headers.Keys, name => name.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Cross-Origin-Opener", StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain("<script", page.Text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotMatch(new Regex("(src|href)=\"https?:", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)), page.Text);
        }
    }

    [Theory]
    [InlineData("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"), InlineData("safe\u202Egnp.exe", "safegnp.exe"), InlineData("\u200b\u2066", "An app without a name")]
    public async Task A_clients_name_is_only_text(string name, string shown) // A30
    {
        using var person = await gateway.PersonAsync();

        var page = await person.AskAsync(await gateway.RegisterAsync(name));

        Assert.Contains(shown, page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_very_long_name_is_cut() // A30
    {
        using var person = await gateway.PersonAsync();

        Assert.DoesNotContain(new string('n', 200), (await person.AskAsync(await gateway.RegisterAsync(new('n', 10_000)))).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUT"), InlineData("DELETE")]
    public async Task Only_get_and_post_authorize(string method) => Assert.Equal(405, (await gateway.RequestAsync(method, "/authorize?client_id=tool")).Status); // A31

    [Fact]
    public async Task A_request_may_come_as_a_form()
    {
        using var person = await gateway.PersonAsync();
        var query = AuthorizeQuery.Of(gateway, "tool").TrimStart('?').Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));

        Assert.Contains("Let Command line in?", (await person.PostAsync("/authorize", query)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonce", "x"), InlineData("prompt", "consent"), InlineData("access_type", "offline"), InlineData("audience", "x"), InlineData("display", "page"), InlineData("ui_locales", "de"), InlineData("login_hint", "x"), InlineData("no_such_parameter", "x"),
     InlineData("resource", null), InlineData("scope", null), InlineData("state", null), InlineData("scope", " offline_access  mcp")]
    public async Task What_clients_add_or_leave_out_keeps_nobody_from_signing_in(string name, string? value)
    {
        using var person = await gateway.PersonAsync();

        Assert.StartsWith("http://127.0.0.1:49152/callback?code=sqc_", (await person.AllowAsync("tool", (name, value))).Headers["Location"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_state_comes_back_as_it_was() // A32
    {
        using var person = await gateway.PersonAsync();
        var state = string.Concat(Enumerable.Range(0, 256).Select(i => "%+&ä"[i % 4]));

        Assert.Equal(state, AuthorizeQuery.Answer(await person.AllowAsync("tool", ("state", state)))["state"]);
    }

    [Fact]
    public async Task Who_may_only_read_gets_a_token_that_only_reads()
    {
        using var person = await gateway.PersonAsync();
        var sent = await person.AllowAsync(await person.AskAsync(), access: "read");
        var tokens = Tokens.Of(await gateway.RedeemAsync(AuthorizeQuery.Answer(sent)["code"]));

        Assert.Equal("mcp:read", tokens.Scope);
        var list = await gateway.AskAsync("tools/list", null, ("x-api-key", ""), ("Authorization", $"Bearer {tokens.Access}"));
        Assert.DoesNotContain(list.Result.GetProperty("tools").EnumerateArray(), tool => !tool.GetProperty("annotations").GetProperty("readOnlyHint").GetBoolean());
        var call = await gateway.AskAsync("tools/call", new { name = "obsidian_append_to_note", arguments = new { path = "x.md", content = "x" } }, ("x-api-key", ""), ("Authorization", $"Bearer {tokens.Access}"));
        Assert.Contains("scope_read_only", call.Text, StringComparison.Ordinal);
    }

    private static void IsPage(Reply reply, string number)
    {
        Assert.True(reply.Status == 400, $"{number}: {reply.Status} {reply.Text}");
        Assert.False(reply.Headers.ContainsKey("Location"), number);
        Assert.StartsWith("text/html", reply.Headers["Content-Type"], StringComparison.Ordinal);
    }
}

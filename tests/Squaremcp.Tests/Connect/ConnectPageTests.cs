using System.Net;
using Squaremcp.Tests.Accounts;
using Squaremcp.Tests.Api;
using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Connect;

/// <summary>From a link to a connected account with a browser, and everything that may not work on that way.</summary>
public sealed class ConnectPageTests(ConnectGateway gateway) : IClassFixture<ConnectGateway>
{
    [Fact]
    public async Task A_person_who_agrees_is_connected_by_name_and_it_is_audited()
    {
        using var person = gateway.Stranger();
        var done = await gateway.ConnectAsync(person, "work");

        Assert.True(done.Status == 200, done.Text);
        Assert.Contains("Connected as @anna", done.Text, StringComparison.Ordinal);
        Assert.Contains("work @anna", await gateway.ConnectedAsync());
        Assert.Equal(["connection.offer ok rest", "connection.begin ok page", "connection.connect ok page"], await gateway.AuditAsync("work"));
        var check = await gateway.RestAsync(HttpMethod.Post, "/api/v1/connections/forum/work/check", gateway.Key);
        Assert.True(check.GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task The_page_says_for_whom_what_and_by_whom_and_begins_nothing()
    {
        using var person = gateway.Stranger();
        var page = await person.GetAsync(await gateway.LinkAsync("shown"));

        foreach (var told in new[] { "<dd>Anna</dd>", "Connect Forum", "<dd>shown</dd>", "Read what you can read", "Write posts in your name", "See your stars", "(may be left out)", "API key “full”", $"operator of {gateway.Http.BaseAddress!.Authority}" })
        {
            Assert.Contains(told, WebUtility.HtmlDecode(page.Text), StringComparison.Ordinal);
        }

        Assert.Contains("default-src 'none'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Equal("no-store", page.Headers["Cache-Control"]);
        Assert.DoesNotContain("<script", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["connection.offer ok rest"], await gateway.AuditAsync("shown"));
    }

    [Fact]
    public async Task A_button_pressed_from_elsewhere_begins_nothing()
    {
        using var person = gateway.Stranger();
        var link = await gateway.LinkAsync("forged-form");
        await person.GetAsync(link);
        var without = await person.PostAsync(link, new Dictionary<string, string>());
        var page = await person.GetAsync(link);
        var crossSite = await person.PostAsync(link, WebPerson.HiddenFields(page, 0), ("Sec-Fetch-Site", "cross-site"));

        Assert.Equal((400, 400), (without.Status, crossSite.Status));
        Assert.Equal(["connection.offer ok rest"], await gateway.AuditAsync("forged-form"));
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task An_impersonation_gets_no_link_from_the_tool_either(bool changes)
    {
        var (customer, key) = await gateway.AnotherCustomerAsync();
        var impersonation = await gateway.ImpersonateAsync(customer, changes);
        var refused = await gateway.AsOperatorAsync(impersonation, "POST", "/api/v1/tools/square_connect_platform", """{"platform":"forum"}""");
        var given = await gateway.CallAsync("POST", "/api/v1/tools/square_connect_platform", """{"platform":"forum"}""", key);

        Assert.DoesNotContain("/connect/", refused.Text, StringComparison.Ordinal);
        Assert.Contains("impersonation", refused.Text, StringComparison.Ordinal);
        Assert.Contains("/connect/", given.Body.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_connected_for_a_customer_that_is_suspended_meanwhile()
    {
        var (customer, key) = await gateway.AnotherCustomerAsync();
        using WebPerson early = gateway.Stranger(), late = gateway.Stranger();
        var (first, second) = (await gateway.LinkAsync("early", key), await gateway.LinkAsync("late", key));
        var (back, asked) = (await gateway.Forum.AgreeAsync(await gateway.PressAsync(early, first)), await late.GetAsync(second));
        await gateway.SuspendAsync(customer, "Looked into.");

        foreach (var page in new[] { await early.GetAsync(new Uri(back).PathAndQuery), await late.SubmitAsync(asked, 0), await late.GetAsync(second) })
        {
            Assert.True(page.Status is 400 or 403, page.Text);
            Assert.Contains("Looked into.", page.Text, StringComparison.Ordinal);
        }

        Assert.Empty(await gateway.ConnectedAsync(key));
        Assert.Equal(403, (await gateway.CallAsync("POST", "/api/v1/connections/forum/new/authorize", "{}", key)).Status);
    }

    [Theory]
    [InlineData("/connect/nonsense")]
    [InlineData("/connect/00000000000000000000000000_0000000000000000000000000000000000000000000")]
    public async Task A_link_that_never_was_says_what_to_do(string link)
    {
        using var person = gateway.Stranger();
        var page = await person.GetAsync(link);

        Assert.Equal(404, page.Status);
        Assert.Contains("for a new link", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_with_another_secret_is_none()
    {
        using var person = gateway.Stranger();
        var link = await gateway.LinkAsync("guessed");
        var page = await person.GetAsync(Guessed(link));

        Assert.Equal(404, page.Status);
        Assert.DoesNotContain("Anna", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_works_for_ten_minutes()
    {
        using var person = gateway.Stranger();
        var link = await gateway.LinkAsync("late-link");
        gateway.Clock.Advance(TimeSpan.FromMinutes(10));
        var page = await person.GetAsync(link);

        Assert.Equal(400, page.Status);
        Assert.Contains("too old", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_leads_to_one_connection()
    {
        using var person = gateway.Stranger();
        var link = await gateway.LinkAsync("once");
        var back = await gateway.Forum.AgreeAsync(await gateway.PressAsync(person, link));
        await person.GetAsync(new Uri(back).PathAndQuery);

        Assert.Contains("was used", (await person.GetAsync(link)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_browser_that_pressed_has_the_link_for_itself()
    {
        using var person = gateway.Stranger();
        using var thief = gateway.Stranger();
        var link = await gateway.LinkAsync("taken");
        await gateway.PressAsync(person, link);
        var refused = await thief.GetAsync(link);

        Assert.Equal(403, refused.Status);
        Assert.Contains("another browser", refused.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await person.GetAsync(link)).Status);
    }

    [Fact]
    public async Task Pressed_twice_only_the_second_answer_counts()
    {
        using var person = gateway.Stranger();
        var link = await gateway.LinkAsync("twice");
        var first = await gateway.Forum.AgreeAsync(await gateway.PressAsync(person, link));
        var second = await gateway.Forum.AgreeAsync(await gateway.PressAsync(person, link));

        Assert.Equal(400, (await person.GetAsync(new Uri(first).PathAndQuery)).Status);
        Assert.DoesNotContain("twice @anna", await gateway.ConnectedAsync());
        Assert.Equal(200, (await person.GetAsync(new Uri(second).PathAndQuery)).Status);
        Assert.Contains("twice @anna", await gateway.ConnectedAsync());
    }

    [Fact]
    public async Task States_are_random_and_the_challenge_is_not_the_verifier()
    {
        using var person = gateway.Stranger();
        var link = await gateway.LinkAsync("random");
        var (one, two) = (Query(await gateway.PressAsync(person, link)), Query(await gateway.PressAsync(person, link)));

        Assert.NotEqual(one["state"], two["state"]);
        Assert.NotEqual(one["code_challenge"], two["code_challenge"]);
        Assert.Equal(26 + 1 + 43, one["state"].Length);
    }

    [Theory]
    [InlineData("foreign", 403, "another browser")]
    [InlineData("expired", 400, "too long")]
    [InlineData("forged", 400, "does not belong")]
    [InlineData("missing", 400, "does not belong")]
    [InlineData("doubled", 400, "does not belong")]
    public async Task An_answer_that_is_not_this_browsers_or_too_late_changes_nothing(string what, int status, string told)
    {
        using var person = gateway.Stranger();
        using var other = gateway.Stranger();
        var back = new Uri(await gateway.Forum.AgreeAsync(await gateway.PressAsync(person, await gateway.LinkAsync($"bad-{what}")))).PathAndQuery;
        var before = gateway.Forum.Redeemed.Count;
        if (what == "expired")
        {
            gateway.Clock.Advance(TimeSpan.FromMinutes(10));
        }

        var page = what switch
        {
            "foreign" => await other.GetAsync(back),
            "forged" => await person.GetAsync(back.Replace($"state={Query(back)["state"]}", $"state={Guessed(Query(back)["state"])}", StringComparison.Ordinal)),
            "missing" => await person.GetAsync(back.Replace("state=", "mate=", StringComparison.Ordinal)),
            "doubled" => await person.GetAsync($"{back}&state={Query(back)["state"]}"),
            _ => await person.GetAsync(back),
        };

        Assert.Equal(status, page.Status);
        Assert.Contains(told, page.Text, StringComparison.Ordinal);
        Assert.Equal(before, gateway.Forum.Redeemed.Count);
        Assert.Equal(["connection.offer ok rest", "connection.begin ok page"], await gateway.AuditAsync($"bad-{what}"));
        if (what is "foreign" or "forged")
        {
            Assert.Equal(200, (await person.GetAsync(back)).Status);
        }
    }

    [Fact]
    public async Task An_answer_that_comes_twice_is_redeemed_once()
    {
        using var person = gateway.Stranger();
        var back = new Uri(await gateway.Forum.AgreeAsync(await gateway.PressAsync(person, await gateway.LinkAsync("replayed")))).PathAndQuery;
        var before = gateway.Forum.Redeemed.Count;
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => person.GetAsync(back)));

        Assert.Equal(before + 1, gateway.Forum.Redeemed.Count);
        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), answer => Assert.Contains("taken before", answer.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_does_not_let_the_gateway_in_is_told_so_and_may_try_again()
    {
        using var person = gateway.Stranger();
        var link = await gateway.LinkAsync("denied");
        var back = await gateway.Forum.AgreeAsync(await gateway.PressAsync(person, link), agrees: false);
        var page = await person.GetAsync(new Uri(back).PathAndQuery);

        Assert.Contains("you did not let this gateway in", page.Text, StringComparison.Ordinal);
        Assert.Contains($"href=\"{link}\"", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", page.Text, StringComparison.Ordinal);
        Assert.Equal("connection.connect denied page", (await gateway.AuditAsync("denied"))[^1]);
        var again = await gateway.Forum.AgreeAsync(await gateway.PressAsync(person, link));
        Assert.Equal(200, (await person.GetAsync(new Uri(again).PathAndQuery)).Status);
    }

    [Fact]
    public async Task A_needed_scope_that_is_refused_connects_nothing_and_an_optional_one_is_told()
    {
        using var person = gateway.Stranger();
        gateway.Forum.Granted = "read stars";
        var refused = await gateway.ConnectAsync(person, "scopes");
        gateway.Forum.Granted = "read write";
        var partly = await gateway.ConnectAsync(person, "scopes");
        gateway.Forum.Granted = null;

        Assert.Equal(400, refused.Status);
        Assert.Contains("Write posts in your name", refused.Text, StringComparison.Ordinal);
        Assert.Equal(200, partly.Status);
        Assert.Contains("See your stars", partly.Text, StringComparison.Ordinal);
        Assert.Contains("connection.connect scope_refused page", await gateway.AuditAsync("scopes"));
    }

    [Fact]
    public async Task Another_account_under_the_same_name_is_refused_with_words()
    {
        using var person = gateway.Stranger();
        await gateway.ConnectAsync(person, "same");
        gateway.Forum.Login = "bert";
        var other = await gateway.ConnectAsync(person, "same");
        var beside = await gateway.ConnectAsync(person, "same-bert");
        gateway.Forum.Login = "anna";
        var again = await gateway.ConnectAsync(person, "same");

        Assert.Equal((400, 200, 200), (other.Status, beside.Status, again.Status));
        Assert.Contains("@bert", other.Text, StringComparison.Ordinal);
        Assert.Contains("@anna", other.Text, StringComparison.Ordinal);
        Assert.Equal(["same @anna", "same-bert @bert"], (await gateway.ConnectedAsync()).Where(one => one.StartsWith("same", StringComparison.Ordinal)).Order());
        Assert.Contains("connection.connect other_account page", await gateway.AuditAsync("same"));
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_grant","error_description":"planted"}""", "begin again")]
    [InlineData(401, """{"error":"invalid_client"}""", "client id")]
    [InlineData(503, "planted", "did not answer in full")]
    [InlineData(429, "{}", "in a few minutes")]
    [InlineData(200, """{"access_token":"planted""", "did not answer in full")]
    [InlineData(200, """{"access_token":"planted-unknown-token","scope":"read write stars"}""", "could not go on")]
    public async Task What_the_platform_answers_instead_of_tokens_is_told_without_its_words(int status, string body, string told)
    {
        using var person = gateway.Stranger();
        gateway.Forum.Trouble = (status, body);
        var page = await gateway.ConnectAsync(person, "trouble");
        gateway.Forum.Trouble = null;

        Assert.Equal(400, page.Status);
        Assert.Contains(told, page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(await gateway.ConnectedAsync(), one => one.StartsWith("trouble", StringComparison.Ordinal));
    }

    [Fact]
    public async Task States_codes_verifiers_and_tokens_are_in_no_log_no_audit_and_no_file()
    {
        using var person = gateway.Stranger();
        await gateway.ConnectAsync(person, "secret");
        var link = await gateway.LinkAsync("secret-link");
        await gateway.PressAsync(person, link);
        string[] secrets = [.. gateway.Forum.Secrets, link["/connect/".Length..], FakeForum.ClientSecret];
        var audit = (await gateway.RestAsync(HttpMethod.Get, "/api/v1/audit?limit=200", gateway.Key)).ToString();

        var kept = await gateway.KeptAsync();

        Assert.True(secrets.Length > 5);
        Assert.All(secrets, secret =>
        {
            Assert.DoesNotContain(gateway.Log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotContain(secret, audit, StringComparison.Ordinal);
            Assert.All(kept, one => Assert.False(one.Holds(secret), $"{one.Name} holds a secret"));
        });
    }

    private static string Guessed(string text) => text[..^3] + (text.EndsWith("AAA", StringComparison.Ordinal) ? "BBB" : "AAA");

    private static Dictionary<string, string> Query(string address) =>
        address[(address.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));
}

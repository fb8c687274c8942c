using Squaremcp.Frontend.Accounts;
using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Accounts;

public sealed class SessionTests(OAuthGateway gateway) : IClassFixture<OAuthGateway>
{
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    [Fact]
    public async Task The_list_says_where_a_person_is_signed_in_and_one_is_ended()
    {
        using var person = await gateway.PersonAsync();
        using var elsewhere = new WebPerson(gateway) { Email = person.Email };
        var proof = WebPerson.HiddenFields(await elsewhere.GetAsync("/login"), 0);
        await elsewhere.PostAsync("/login", new Dictionary<string, string>(proof) { ["email"] = person.Email, ["password"] = WebPerson.Password }, ("User-Agent", Firefox));

        var page = await person.GetAsync("/account");
        Assert.Contains("Firefox on Linux", page.Text, StringComparison.Ordinal);
        Assert.Contains("this one", page.Text, StringComparison.Ordinal);
        var id = page.Text[page.Text.IndexOf("name=\"id\" value=\"", StringComparison.Ordinal)..].Split('"')[3];
        Assert.Equal(404, (await person.SendAsync("/account/sessions/end", ("id", "ses_0123456789abcdef"))).Status);
        Assert.Equal(404, (await person.SendAsync("/account/sessions/end")).Status);
        Assert.Equal(303, (await person.SendAsync("/account/sessions/end", ("id", id))).Status);

        Assert.False(await elsewhere.IsInAsync());
        Assert.True(await person.IsInAsync());
    }

    [Fact]
    public async Task All_others_are_ended_at_once()
    {
        using var person = await gateway.PersonAsync();
        using var second = new WebPerson(gateway) { Email = person.Email };
        using var third = new WebPerson(gateway) { Email = person.Email };
        await second.LogInAsync();
        await third.LogInAsync();

        Assert.Equal("/account?done=sessions", (await person.SendAsync("/account/sessions/end-others")).Headers["Location"]);

        Assert.Equal((true, false, false), (await person.IsInAsync(), await second.IsInAsync(), await third.IsInAsync()));
        Assert.DoesNotContain("Sign out everywhere else", (await person.GetAsync("/account")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_ends_another_persons_session()
    {
        using var person = await gateway.PersonAsync();
        using var second = new WebPerson(gateway) { Email = person.Email };
        await second.LogInAsync();
        var page = await person.GetAsync("/account");
        var id = page.Text[page.Text.IndexOf("name=\"id\" value=\"", StringComparison.Ordinal)..].Split('"')[3];
        using var stranger = await gateway.PersonAsync();

        Assert.Equal(404, (await stranger.SendAsync("/account/sessions/end", ("id", id))).Status);
        Assert.True(await second.IsInAsync());
    }

    [Fact]
    public async Task A_sign_in_in_the_same_browser_ends_the_session_before()
    {
        using var person = await gateway.PersonAsync();
        var proof = WebPerson.HiddenFields(await person.GetAsync("/reset"), 0);
        await person.PostAsync("/login", new Dictionary<string, string>(proof) { ["email"] = person.Email, ["password"] = WebPerson.Password });

        Assert.DoesNotContain("Sign out everywhere else", (await person.GetAsync("/account")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signed_out_the_page_asks_to_sign_in_and_comes_back()
    {
        using var person = await gateway.PersonAsync();
        await person.SignOutAsync();

        var page = await person.GetAsync("/account");
        Assert.DoesNotContain(person.Email, page.Text, StringComparison.Ordinal);
        Assert.Equal("/account?account=", (await person.SubmitAsync(page, 0, ("email", person.Email), ("password", WebPerson.Password))).Headers["Location"]);
        var proof = WebPerson.HiddenFields(page, 0);
        await person.SignOutAsync();
        Assert.Equal(401, (await person.PostAsync("/account/password", proof)).Status);
    }

    [Fact]
    public async Task Pages_of_the_account_run_no_script_and_are_neither_framed_nor_kept()
    {
        using var person = await gateway.PersonAsync();
        foreach (var path in (string[])["/account", "/reset", "/reset/follow?reset_address=a@b.example", "/login/code", "/verify"])
        {
            var page = await person.GetAsync(path);

            Assert.Contains("default-src 'none'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
            Assert.Equal(("no-store", "same-origin"), (page.Headers["Cache-Control"], page.Headers["Referrer-Policy"]));
            Assert.DoesNotContain("<script", page.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(Firefox, "Firefox on Linux"), InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1", "Safari on an iPhone"),
     InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0", "Edge on Windows"),
     InlineData("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
     InlineData("", ""), InlineData("<script>alert(1)</script>", "An unknown browser")]
    public void A_browser_is_told_in_our_words_never_in_its_own(string agent, string words) => Assert.Equal(words, UserAgents.Words(agent));
}

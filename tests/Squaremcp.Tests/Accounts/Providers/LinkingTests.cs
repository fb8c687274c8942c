using Squaremcp.Tests.Mcp;
using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Accounts.Providers;

/// <summary>An account was there before its person came from a provider (decision 0014).</summary>
public sealed class LinkingTests(ProviderGateway gateway) : IClassFixture<ProviderGateway>
{
    private const string LinkedMail = "A new way to sign in to your account";

    [Fact]
    public async Task Google_opens_a_confirmed_account_of_an_address_it_decides_on_and_the_owner_is_told()
    {
        using var person = await ConfirmedAsync("gmail.com");
        using var elsewhere = new WebPerson(gateway) { Email = person.Email };

        Assert.Equal(303, (await elsewhere.ComeByAsync(gateway)).Status);

        Assert.True(await elsewhere.IsInAsync());
        Assert.True(await person.IsInAsync());
        Assert.Single(await gateway.MailsAsync(person.Email, LinkedMail));
        Assert.Equal(303, (await person.LogInAsync()).Status);
    }

    [Fact]
    public async Task A_provider_that_is_taken_away_opens_nothing_more_and_whoever_came_by_it_is_signed_out()
    {
        using var person = await ConfirmedAsync("example.org");
        Assert.Equal("/login/identity", (await person.ComeByAsync(gateway, "other")).Headers["Location"]);
        Assert.Equal(303, (await person.SubmitAsync(await person.GetAsync("/login/identity"), 0)).Status);
        using var elsewhere = new WebPerson(gateway) { Email = person.Email };
        await elsewhere.ComeByAsync(gateway, "other");
        Assert.True(await elsewhere.IsInAsync());
        var page = await person.GetAsync("/account");
        Assert.Contains("The other", page.Text, StringComparison.Ordinal);
        Assert.Equal("other", (await person.GetAsync("/api/v1/account")).Json.GetProperty("providers")[0].GetProperty("name").GetString());

        var taken = await person.PostAsync("/account/providers/end", new Dictionary<string, string>(WebPerson.HiddenFields(page, 0)) { ["provider"] = "other" });

        Assert.Equal((303, "/account?done=unlinked"), (taken.Status, taken.Headers["Location"]));
        Assert.False(await elsewhere.IsInAsync());
        Assert.True(await person.IsInAsync());
        Assert.Equal("/login/identity", (await elsewhere.ComeByAsync(gateway, "other")).Headers["Location"]);
        Assert.False(await elsewhere.IsInAsync());
        Assert.Equal(404, (await person.PostAsync("/account/providers/end", new Dictionary<string, string>(WebPerson.HiddenFields(page, 0)) { ["provider"] = "other" })).Status);
    }

    [Fact]
    public async Task Who_prepared_an_account_loses_it_to_the_owner_who_comes_from_Google()
    {
        using var stranger = new WebPerson(gateway) { Email = $"{Guid.NewGuid():n}@gmail.com" };
        await stranger.SignUpAsync();
        using var owner = new WebPerson(gateway) { Email = stranger.Email };

        Assert.Equal((303, "/login"), await owner.ComeByAsync(gateway) is var entered ? (entered.Status, entered.Headers["Location"]) : default);

        Assert.True(await owner.IsInAsync());
        Assert.False(await stranger.IsInAsync());
        Assert.Equal(400, (await stranger.LogInAsync()).Status);
        Assert.DoesNotContain("A person", (await owner.GetAsync("/account")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("google", null)]
    [InlineData("google", "another.example")]
    [InlineData("other", null)]
    public async Task Where_the_provider_does_not_decide_on_the_address_the_person_is_asked_for_the_password_and_then_linked(string provider, string? hosted)
    {
        using var person = await ConfirmedAsync("example.org");
        await person.SignOutAsync();
        var who = person.Claims();
        if (hosted is not null)
        {
            who["hd"] = hosted;
        }

        var asked = await person.ComeByAsync(gateway, provider, who);
        Assert.Equal((303, "/login/identity"), (asked.Status, asked.Headers["Location"]));
        Assert.False(await person.IsInAsync());
        var page = await person.GetAsync("/login/identity");
        Assert.Equal(409, page.Status);

        var entered = await person.SubmitAsync(page, 0, ("password", WebPerson.Password));
        Assert.StartsWith("/login/identity", entered.Headers["Location"], StringComparison.Ordinal);
        var confirm = await person.GetAsync(entered.Headers["Location"]);
        Assert.Equal(200, confirm.Status);
        Assert.Equal(303, (await person.SubmitAsync(confirm, 0)).Status);
        Assert.Single(await gateway.MailsAsync(person.Email, LinkedMail));

        await person.SignOutAsync();
        Assert.Equal((303, "/login"), await person.ComeByAsync(gateway, provider, who) is var again ? (again.Status, again.Headers["Location"]) : default);
        Assert.True(await person.IsInAsync());
    }

    [Fact]
    public async Task A_mail_that_is_followed_in_the_same_browser_is_proof_too()
    {
        using var person = await ConfirmedAsync("example.org");
        await person.SignOutAsync();
        await person.ComeByAsync(gateway, "other");
        var page = await person.GetAsync("/login/identity");
        await person.PostAsync("/login/link?link_identity=1", WebPerson.HiddenFields(page, 0));

        var entered = await person.SubmitAsync(await person.GetAsync(await gateway.LinkAsync(person.Email, "Your link to sign in")), 0);

        Assert.StartsWith("/login/identity", entered.Headers["Location"], StringComparison.Ordinal);
        Assert.Equal(303, (await person.SubmitAsync(await person.GetAsync(entered.Headers["Location"]), 0)).Status);
    }

    [Fact]
    public async Task Who_cannot_sign_in_to_the_account_links_nothing_to_it()
    {
        using var owner = await ConfirmedAsync("example.org");
        using var stranger = await gateway.PersonAsync();
        var claims = owner.Claims();
        claims["sub"] = "the stranger's";
        await stranger.SignOutAsync();
        await stranger.ComeByAsync(gateway, "other", claims);
        var page = await stranger.GetAsync("/login/identity");

        // With the wrong password; signed in to an account of their own; without the button's page.
        Assert.Equal(400, (await stranger.SubmitAsync(page, 0, ("password", "not the owner's password"))).Status);
        await stranger.LogInAsync();
        Assert.Equal(409, (await stranger.GetAsync("/login/identity")).Status);
        Assert.Equal("/login/identity", (await stranger.PostAsync("/login/identity", WebPerson.HiddenFields(page, 0))).Headers["Location"]);

        Assert.Empty(await gateway.MailsAsync(owner.Email, LinkedMail));
        await stranger.SignOutAsync();
        Assert.Equal("/login/identity", (await stranger.ComeByAsync(gateway, "other", claims)).Headers["Location"]);
    }

    [Fact]
    public async Task What_a_stranger_brought_from_a_provider_is_not_linked_by_the_owner_in_another_browser()
    {
        using var owner = await ConfirmedAsync("example.org");
        using var stranger = new WebPerson(gateway) { Email = owner.Email };
        await stranger.ComeByAsync(gateway, "other");

        Assert.Equal(410, (await owner.GetAsync("/login/identity")).Status);
        foreach (System.Net.Cookie cookie in stranger.Cookies.GetCookies(gateway.Http.BaseAddress!))
        {
            if (cookie.Name == "sq-link")
            {
                owner.Cookies.Add(gateway.Http.BaseAddress!, new System.Net.Cookie(cookie.Name, cookie.Value));
            }
        }

        Assert.Equal(410, (await owner.GetAsync("/login/identity")).Status);
    }

    [Fact]
    public async Task An_address_that_was_given_to_somebody_else_does_not_open_the_first_ones_account()
    {
        using var first = gateway.Somebody();
        await first.ComeByAsync(gateway);
        using var next = new WebPerson(gateway) { Email = first.Email };
        var claims = next.Claims();
        claims["sub"] = "the next one's";

        Assert.Equal("/login/identity", (await next.ComeByAsync(gateway, who: claims)).Headers["Location"]);
        Assert.False(await next.IsInAsync());
    }

    [Fact]
    public async Task What_waits_for_proof_is_old_after_ten_minutes()
    {
        using var person = await ConfirmedAsync("example.org");
        await person.ComeByOpenAsync(gateway);
        Assert.Equal(200, (await person.GetAsync("/login/identity")).Status);
        gateway.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(410, (await person.GetAsync("/login/identity")).Status);
    }

    private async Task<WebPerson> ConfirmedAsync(string domain)
    {
        var person = new WebPerson(gateway) { Email = $"{Guid.NewGuid():n}@{domain}" };
        await person.SignUpAsync();
        Assert.Equal(303, (await person.SubmitAsync(await person.GetAsync(await gateway.LinkAsync(person.Email, AccountPerson.ConfirmMail)), 0)).Status);
        return person;
    }
}

internal static class OpenPerson
{
    /// <summary>From the other provider while signed in.</summary>
    internal static async Task<Reply> ComeByOpenAsync(this WebPerson person, ProviderGateway gateway)
    {
        var sent = await person.PostAsync("/login/with/other", WebPerson.HiddenFields(await person.GetAsync("/account"), 0));
        return await person.GetAsync(await person.AgreeAsync(gateway.Other, sent.Headers["Location"]));
    }
}

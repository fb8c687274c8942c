using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Accounts;

/// <summary>A stranger prepares an account under somebody's address, or gets hold of what is on its way to its owner.</summary>
public sealed class TakeoverTests(OAuthGateway gateway) : IClassFixture<OAuthGateway>
{
    private const string Strangers = "the stranger's long password";

    [Fact]
    public async Task Who_prepared_an_account_loses_it_to_the_owner_of_the_address_who_signs_in_by_link()
    {
        using var stranger = await gateway.PersonAsync();
        var tokens = await gateway.SignInAsync(stranger);
        var app = await stranger.EnrolAsync(gateway);
        using var owner = new WebPerson(gateway) { Email = stranger.Email };

        await owner.PostAsync("/login/link", new Dictionary<string, string>(WebPerson.HiddenFields(await owner.GetAsync("/login"), 0)) { ["email"] = owner.Email });
        var link = await gateway.LinkAsync(owner.Email, "Your link to sign in");
        var entered = await owner.SubmitAsync(await owner.GetAsync(link), 0);

        // The stranger's second factor does not keep the owner out, and nothing of the stranger's is left.
        Assert.Equal((303, "/login"), (entered.Status, entered.Headers["Location"]));
        Assert.True(await owner.IsInAsync());
        Assert.False(await stranger.IsInAsync());
        Assert.Equal(400, (await stranger.LogInAsync()).Status);
        Assert.Equal(410, (await stranger.CodeStepAsync(app.NextCode())).Status);
        Assert.DoesNotContain(await CustomerOfAsync(tokens), (await owner.GetAsync("/account")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("A person", (await owner.GetAsync("/account")).Text, StringComparison.Ordinal);
        Assert.Contains("was confirmed on", (await owner.GetAsync("/account")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_prepared_an_account_loses_it_to_the_owner_who_resets_the_password()
    {
        using var stranger = await gateway.PersonAsync();
        var tokens = await gateway.SignInAsync(stranger);
        using var owner = new WebPerson(gateway) { Email = stranger.Email };

        await owner.AskResetAsync();
        Assert.Equal(200, (await owner.ResetAsync(await gateway.LinkAsync(owner.Email, AccountPerson.ResetMail), "the owner's own password")).Status);

        Assert.False(await stranger.IsInAsync());
        Assert.Equal(400, (await stranger.LogInAsync()).Status);
        Assert.Equal(303, (await owner.LogInAsync("the owner's own password")).Status);
        Assert.DoesNotContain(await CustomerOfAsync(tokens), (await owner.GetAsync("/account")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_owner_of_an_address_who_follows_a_strangers_mail_confirms_nothing()
    {
        using var stranger = await gateway.PersonAsync();
        using var owner = await gateway.PersonAsync();
        using var nobody = new WebPerson(gateway);
        var link = await gateway.LinkAsync(stranger.Email, AccountPerson.ConfirmMail);

        Assert.Contains("<label for=\"password\">", (await nobody.GetAsync(link)).Text, StringComparison.Ordinal);
        Assert.Equal(403, (await owner.GetAsync(link)).Status);
        Assert.Equal(403, (await owner.PostAsync(link, WebPerson.HiddenFields(await owner.GetAsync("/account"), 0))).Status);
        Assert.Contains("not confirmed yet", (await stranger.GetAsync("/account")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_confirms_once_in_the_browser_that_signed_up()
    {
        using var person = await gateway.PersonAsync();
        var link = await gateway.LinkAsync(person.Email, AccountPerson.ConfirmMail);
        var page = await person.GetAsync(link);

        Assert.Equal("/account?done=verified", (await person.SubmitAsync(page, 0)).Headers["Location"]);
        Assert.Contains("was confirmed on", (await person.GetAsync("/account?done=verified")).Text, StringComparison.Ordinal);
        Assert.Equal(410, (await person.SubmitAsync(page, 0)).Status);
    }

    [Fact]
    public async Task A_link_that_is_followed_signed_out_leads_over_the_sign_in_to_the_confirmation()
    {
        using var person = await gateway.PersonAsync();
        var link = await gateway.LinkAsync(person.Email, AccountPerson.ConfirmMail);
        await person.SignOutAsync();

        var entered = await person.SubmitAsync(await person.GetAsync(link), 0, ("email", person.Email), ("password", WebPerson.Password));

        Assert.StartsWith("/verify?", entered.Headers["Location"], StringComparison.Ordinal);
        Assert.Equal(303, (await person.SubmitAsync(await person.GetAsync(entered.Headers["Location"]), 0)).Status);
    }

    [Fact]
    public async Task A_link_that_confirms_is_old_after_half_an_hour_and_a_new_one_is_mailed_on_request_but_not_many()
    {
        using var person = await gateway.PersonAsync();
        var link = await gateway.LinkAsync(person.Email, AccountPerson.ConfirmMail);
        gateway.Clock.Advance(TimeSpan.FromMinutes(31));

        Assert.Equal(410, (await person.SubmitAsync(await person.GetAsync(link), 0)).Status);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(200, (await person.SendAsync("/account/verification")).Status);
        }

        Assert.Equal(409, (await person.SendAsync("/account/verification")).Status);
        Assert.Equal(4, (await gateway.MailsAsync(person.Email, AccountPerson.ConfirmMail)).Count);
        Assert.Equal(303, (await person.SubmitAsync(await person.GetAsync(await gateway.LinkAsync(person.Email, AccountPerson.ConfirmMail)), 0)).Status);
        Assert.Equal(409, (await person.SendAsync("/account/verification")).Status);
    }

    [Fact]
    public async Task A_confirmed_account_keeps_everything_when_its_owner_comes_by_link()
    {
        using var person = await gateway.PersonAsync();
        await person.SubmitAsync(await person.GetAsync(await gateway.LinkAsync(person.Email, AccountPerson.ConfirmMail)), 0);
        using var elsewhere = new WebPerson(gateway) { Email = person.Email };

        await elsewhere.PostAsync("/login/link", new Dictionary<string, string>(WebPerson.HiddenFields(await elsewhere.GetAsync("/login"), 0)) { ["email"] = person.Email });
        await elsewhere.SubmitAsync(await elsewhere.GetAsync(await gateway.LinkAsync(person.Email, "Your link to sign in")), 0);

        Assert.True(await elsewhere.IsInAsync());
        Assert.True(await person.IsInAsync());
        Assert.Equal(303, (await person.LogInAsync()).Status);
    }

    [Fact]
    public async Task Signing_up_with_a_prepared_address_gives_the_second_nothing_of_the_first_and_the_first_nothing_of_the_second()
    {
        using var stranger = await gateway.PersonAsync();
        using var owner = new WebPerson(gateway) { Email = stranger.Email };

        var refused = await owner.SubmitAsync(await owner.GetAsync("/signup"), 0, ("name", "Owner"), ("email", owner.Email), ("password", Strangers));

        Assert.Equal(400, refused.Status);
        Assert.False(await owner.IsInAsync());
        Assert.Equal(400, (await owner.LogInAsync(Strangers)).Status);
        Assert.Contains("makes this one yours", (await gateway.MailAsync(owner.Email, "You have an account already")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cookie_that_somebody_planted_stands_for_nothing_after_the_sign_in()
    {
        using var person = await gateway.PersonAsync();
        using var stranger = await gateway.PersonAsync();
        await person.SignOutAsync();
        var planted = stranger.Cookies.GetCookies(gateway.Http.BaseAddress!)["sq-session"]!.Value;
        person.Cookies.Add(gateway.Http.BaseAddress!, new System.Net.Cookie("sq-session", planted));

        var proof = WebPerson.HiddenFields(await person.GetAsync("/reset"), 0);
        await person.PostAsync("/login", new Dictionary<string, string>(proof) { ["email"] = person.Email, ["password"] = WebPerson.Password });

        Assert.True(await person.IsInAsync());
        Assert.NotEqual(planted, person.Cookies.GetCookies(gateway.Http.BaseAddress!)["sq-session"]!.Value);
        using var thief = new WebPerson(gateway);
        thief.Cookies.Add(gateway.Http.BaseAddress!, new System.Net.Cookie("sq-session", planted));
        Assert.DoesNotContain(person.Email, (await thief.GetAsync("/account")).Text, StringComparison.Ordinal);
    }

    private async Task<string> CustomerOfAsync(Tokens tokens)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/introspect")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = tokens.Access, ["client_id"] = "web", ["client_secret"] = OAuthGateway.WebSecret }),
        };
        using var answer = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var start = text.IndexOf("cus_", StringComparison.Ordinal);
        Assert.True(start > 0, text);
        return text[start..(start + 30)];
    }
}

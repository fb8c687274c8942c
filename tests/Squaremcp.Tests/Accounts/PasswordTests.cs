using Squaremcp.Tests.Mcp;
using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Accounts;

public sealed class PasswordTests(OAuthGateway gateway) : IClassFixture<OAuthGateway>
{
    private const string Next = "another long password";

    [Fact]
    public async Task A_changed_password_signs_out_every_other_browser_and_this_one_gets_a_new_cookie()
    {
        using var person = await gateway.PersonAsync();
        using var elsewhere = new WebPerson(gateway) { Email = person.Email };
        await elsewhere.LogInAsync();
        var before = person.Cookies.GetCookies(gateway.Http.BaseAddress!)["sq-session"]!.Value;

        var changed = await person.SendAsync("/account/password", ("password", WebPerson.Password), ("new_password", Next));

        Assert.Equal((303, "/account?done=password"), (changed.Status, changed.Headers["Location"]));
        Assert.True(await person.IsInAsync());
        Assert.NotEqual(before, person.Cookies.GetCookies(gateway.Http.BaseAddress!)["sq-session"]!.Value);
        Assert.False(await elsewhere.IsInAsync());
        Assert.Equal(400, (await elsewhere.LogInAsync()).Status);
        Assert.Equal(303, (await elsewhere.LogInAsync(Next)).Status);
        Assert.Single(await gateway.MailsAsync(person.Email, "Your password was changed"));
    }

    [Theory]
    [InlineData("", Next, "Type your password"), InlineData("a wrong password", Next, "password is wrong"), InlineData(WebPerson.Password, "short", "at least 15"), InlineData(WebPerson.Password, "", "at least 15")]
    public async Task What_is_wrong_with_a_change_is_told_and_nothing_changes(string old, string next, string says)
    {
        using var person = await gateway.PersonAsync();

        var answer = await person.SendAsync("/account/password", ("password", old), ("new_password", next));

        Assert.Equal(400, answer.Status);
        Assert.Contains(says, answer.Text, StringComparison.Ordinal);
        Assert.Equal(303, (await person.LogInAsync()).Status);
        Assert.Empty(await gateway.MailsAsync(person.Email, "Your password was changed"));
    }

    [Fact]
    public async Task A_browser_left_open_does_not_serve_to_guess_the_password()
    {
        using var person = await gateway.PersonAsync();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(400, (await person.SendAsync("/account/password", ("password", $"wrong password {i}"), ("new_password", Next))).Status);
        }

        var waits = await person.SendAsync("/account/password", ("password", WebPerson.Password), ("new_password", Next));

        Assert.Equal((429, "1"), (waits.Status, waits.Headers["Retry-After"]));
    }

    [Fact]
    public async Task A_link_resets_once_and_ends_every_session_and_every_link()
    {
        using var person = await gateway.PersonAsync();
        using var elsewhere = new WebPerson(gateway) { Email = person.Email };
        await ConfirmAsync(person);
        await elsewhere.AskResetAsync();
        var (first, signIn) = (await gateway.LinkAsync(person.Email, AccountPerson.ResetMail), await SignInLinkAsync(elsewhere));
        await elsewhere.AskResetAsync();
        var second = await gateway.LinkAsync(person.Email, AccountPerson.ResetMail);

        Assert.Equal(400, (await elsewhere.ResetAsync(first, "short")).Status);
        Assert.Contains("Your password was changed", (await elsewhere.ResetAsync(first, Next)).Text, StringComparison.Ordinal);

        Assert.False(await person.IsInAsync());
        Assert.False(await elsewhere.IsInAsync());
        Assert.Equal((410, 410), ((await elsewhere.ResetAsync(first, Next)).Status, (await elsewhere.ResetAsync(second, Next)).Status));
        Assert.Equal(400, (await elsewhere.SubmitAsync(await elsewhere.GetAsync(signIn), 0)).Status);
        Assert.Equal(400, (await person.LogInAsync()).Status);
        Assert.Equal(303, (await person.LogInAsync(Next)).Status);
        Assert.Single(await gateway.MailsAsync(person.Email, "Your password was changed"));
    }

    [Fact]
    public async Task Of_many_who_use_one_link_at_once_one_sets_the_password()
    {
        using var person = await gateway.PersonAsync();
        await person.AskResetAsync();
        var page = await person.GetAsync(await gateway.LinkAsync(person.Email, AccountPerson.ResetMail));

        var all = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => person.SubmitAsync(page, 0, ("new_password", $"{Next} number {i}"))));

        Assert.Equal((1, 5), (all.Count(one => one.Status == 200), all.Count(one => one.Status == 410)));
    }

    [Fact]
    public async Task A_link_to_reset_is_old_after_half_an_hour()
    {
        using var person = await gateway.PersonAsync();
        await person.AskResetAsync();
        var link = await gateway.LinkAsync(person.Email, AccountPerson.ResetMail);
        gateway.Clock.Advance(TimeSpan.FromMinutes(31));

        Assert.Equal(410, (await person.ResetAsync(link, Next)).Status);
        Assert.Equal(303, (await person.LogInAsync()).Status);
    }

    [Fact]
    public async Task Whether_an_address_has_an_account_cannot_be_told_from_asking_for_a_reset()
    {
        using var person = await gateway.PersonAsync();
        using var nobody = new WebPerson(gateway);

        var (known, unknown) = (await nobody.AskResetAsync(person.Email), await nobody.AskResetAsync());

        Assert.Equal((known.Status, known.Text), (unknown.Status, unknown.Text));
        Assert.Single(await gateway.MailsAsync(person.Email, AccountPerson.ResetMail));
        Assert.Empty(await gateway.MailsAsync(nobody.Email, AccountPerson.ResetMail));
    }

    [Theory]
    [InlineData("nobody@example.org", "0000000000000000000000000000000000000000000", 410), InlineData("", "", 410), InlineData("no address", "short", 410)]
    public async Task A_made_up_link_sets_nothing(string address, string token, int status)
    {
        using var person = new WebPerson(gateway);

        Assert.Equal(status, (await person.ResetAsync($"/reset/follow?reset_address={Uri.EscapeDataString(address)}&reset_token={token}", Next)).Status);
    }

    [Fact]
    public async Task A_reset_does_not_go_around_the_second_factor()
    {
        using var person = await gateway.PersonAsync();
        await ConfirmAsync(person);
        var app = await person.EnrolAsync(gateway);
        await person.AskResetAsync();
        await person.ResetAsync(await gateway.LinkAsync(person.Email, AccountPerson.ResetMail), Next);

        Assert.Equal((303, "/login/code"), await StatusAsync(person.LogInAsync(Next)));
        Assert.False(await person.IsInAsync());
        Assert.Equal(303, (await person.CodeStepAsync(app.NextCode())).Status);
        Assert.True(await person.IsInAsync());
    }

    [Fact]
    public async Task The_owner_is_told_once_a_day_that_somebody_tries_to_sign_in()
    {
        using var person = await gateway.PersonAsync();
        using var stranger = new WebPerson(gateway) { Email = person.Email };
        for (var i = 0; i < 8; i++)
        {
            await stranger.LogInAsync($"wrong password {i}");
        }

        Assert.Single(await gateway.MailsAsync(person.Email, "Somebody tries to sign in"));
        gateway.Clock.Advance(TimeSpan.FromHours(23));
        await FailAsync(stranger);
        Assert.Single(await gateway.MailsAsync(person.Email, "Somebody tries to sign in"));
        gateway.Clock.Advance(TimeSpan.FromHours(2));
        await FailAsync(stranger);
        Assert.Equal(2, (await gateway.MailsAsync(person.Email, "Somebody tries to sign in")).Count);
    }

    [Fact]
    public async Task Nobody_is_told_of_sign_ins_to_an_address_without_an_account()
    {
        using var stranger = new WebPerson(gateway);
        await FailAsync(stranger);

        Assert.Empty(await gateway.MailsAsync(stranger.Email, "Somebody tries to sign in"));
    }

    private static async Task FailAsync(WebPerson stranger)
    {
        for (var i = 0; i < 7; i++)
        {
            await stranger.LogInAsync($"wrong password {i}");
        }
    }

    private static async Task<(int, string)> StatusAsync(Task<Reply> answer) => ((await answer).Status, (await answer).Headers["Location"]);

    private async Task ConfirmAsync(WebPerson person) => await person.SubmitAsync(await person.GetAsync(await gateway.LinkAsync(person.Email, AccountPerson.ConfirmMail)), 0);

    private async Task<string> SignInLinkAsync(WebPerson person)
    {
        await person.PostAsync("/login/link", new Dictionary<string, string>(WebPerson.HiddenFields(await person.GetAsync("/login"), 0)) { ["email"] = person.Email });
        return await gateway.LinkAsync(person.Email, "Your link to sign in");
    }
}

using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Accounts;

public sealed class SecondFactorTests(OAuthGateway gateway) : IClassFixture<OAuthGateway>
{
    [Fact]
    public async Task A_password_alone_is_no_session_and_the_code_begins_one_with_another_cookie()
    {
        using var person = await gateway.PersonAsync();
        var app = await person.EnrolAsync(gateway);
        await person.SignOutAsync();

        var asked = await person.LogInAsync();
        var step = person.Cookies.GetCookies(gateway.Http.BaseAddress!)["sq-session"]!.Value;

        Assert.Equal((303, "/login/code"), (asked.Status, asked.Headers["Location"]));
        Assert.False(await person.IsInAsync());
        Assert.Equal(401, (await person.GetAsync("/api/v1/account")).Status);
        Assert.Equal(303, (await person.CodeStepAsync(app.NextCode())).Status);
        Assert.True(await person.IsInAsync());
        Assert.NotEqual(step, person.Cookies.GetCookies(gateway.Http.BaseAddress!)["sq-session"]!.Value);
        using var thief = new WebPerson(gateway) { Email = person.Email };
        thief.Cookies.Add(gateway.Http.BaseAddress!, new System.Net.Cookie("sq-session", step));
        Assert.False(await thief.IsInAsync());
        Assert.Equal(410, (await thief.CodeStepAsync(app.NextCode())).Status);
    }

    [Fact]
    public async Task The_sign_in_leads_on_to_the_app_over_the_code()
    {
        using var person = await gateway.PersonAsync();
        var app = await person.EnrolAsync(gateway);
        await person.SignOutAsync();

        var query = AuthorizeQuery.Of(gateway, "tool");
        var asked = await person.SubmitAsync(await person.GetAsync("/authorize" + query), 0, ("email", person.Email), ("password", WebPerson.Password));
        Assert.Equal("/login/code" + query, asked.Headers["Location"]);
        var entered = await person.SubmitAsync(await person.GetAsync(asked.Headers["Location"]), 0, ("code", app.NextCode()));
        Assert.Equal("/authorize" + query, entered.Headers["Location"]);
        Assert.Contains("Let Command line in?", (await person.GetAsync(entered.Headers["Location"])).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_by_mail_does_not_go_around_the_code()
    {
        using var person = await gateway.PersonAsync();
        await person.SubmitAsync(await person.GetAsync(await gateway.LinkAsync(person.Email, AccountPerson.ConfirmMail)), 0);
        var app = await person.EnrolAsync(gateway);
        using var elsewhere = new WebPerson(gateway) { Email = person.Email };
        await elsewhere.PostAsync("/login/link", new Dictionary<string, string>(WebPerson.HiddenFields(await elsewhere.GetAsync("/login"), 0)) { ["email"] = person.Email });

        var followed = await elsewhere.SubmitAsync(await elsewhere.GetAsync(await gateway.LinkAsync(person.Email, "Your link to sign in")), 0);

        Assert.Equal((303, "/login/code"), (followed.Status, followed.Headers["Location"]));
        Assert.False(await elsewhere.IsInAsync());
        await elsewhere.CodeStepAsync(app.NextCode());
        Assert.True(await elsewhere.IsInAsync());
    }

    [Fact]
    public async Task A_code_works_once_also_when_it_comes_twice_at_the_same_time()
    {
        using var person = await gateway.PersonAsync();
        var app = await person.EnrolAsync(gateway);
        Assert.Equal(400, (await person.LogInAsync(WebPerson.Password, app.Code())).Status);

        using var second = new WebPerson(gateway) { Email = person.Email };
        await person.LogInAsync();
        await second.LogInAsync();
        var (one, two) = (await person.GetAsync("/login/code"), await second.GetAsync("/login/code"));
        var code = app.NextCode();
        var both = await Task.WhenAll(person.SubmitAsync(one, 0, ("code", code)), second.SubmitAsync(two, 0, ("code", code)));

        Assert.Equal([303, 400], both.Select(answer => answer.Status).Order());
    }

    [Fact]
    public async Task Recovery_codes_work_once_each_however_they_are_typed_and_the_owner_is_told()
    {
        using var person = await gateway.PersonAsync();
        var app = await person.EnrolAsync(gateway);
        Assert.Equal(10, app.Recovery.Distinct().Count());

        await person.SignOutAsync();
        Assert.Equal(303, (await person.LogInAsync(WebPerson.Password, $" {app.Recovery[0].ToUpperInvariant().Replace('-', ' ')} ")).Status);
        Assert.Contains("9 recovery codes are left", (await person.GetAsync("/account")).Text, StringComparison.Ordinal);
        Assert.Contains("9 are left", (await gateway.MailAsync(person.Email, "A recovery code was used")).Text, StringComparison.Ordinal);
        await person.SignOutAsync();
        Assert.Equal(400, (await person.LogInAsync(WebPerson.Password, app.Recovery[0])).Status);
        Assert.Equal(303, (await person.CodeStepAsync(app.Recovery[9])).Status);
    }

    [Theory]
    [InlineData(""), InlineData("12345"), InlineData("1234567"), InlineData("abcd-efgh-ijkl-mnop"), InlineData("１２３４５６"), InlineData("'; drop table codes; --")]
    public async Task What_is_no_code_signs_nobody_in(string code)
    {
        using var person = await gateway.PersonAsync();
        await person.EnrolAsync(gateway);
        await person.SignOutAsync();

        Assert.Equal(400, (await person.LogInAsync(WebPerson.Password, code)).Status);
        Assert.False(await person.IsInAsync());
    }

    [Fact]
    public async Task Five_wrong_codes_end_the_step_and_more_have_to_wait_over_all_steps_and_the_owner_is_told()
    {
        using var person = await gateway.PersonAsync();
        var app = await person.EnrolAsync(gateway);
        using var thief = new WebPerson(gateway) { Email = person.Email };
        await thief.LogInAsync();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(400, (await thief.CodeStepAsync(app.WrongCode())).Status);
        }

        Assert.Equal(410, (await thief.CodeStepAsync(app.Code(1))).Status);
        await thief.LogInAsync();
        Assert.Equal((429, "1"), await WaitAsync(thief, app.Code(1)));
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(400, (await thief.CodeStepAsync(app.WrongCode())).Status);
        Assert.Equal((429, "2"), await WaitAsync(thief, app.Code(1)));
        Assert.Single(await gateway.MailsAsync(person.Email, "Somebody tries to sign in"));
        // The owner's own browser is not held up.
        await person.SignOutAsync();
        Assert.Equal(303, (await person.LogInAsync(WebPerson.Password, app.NextCode())).Status);
    }

    [Fact]
    public async Task Of_thirty_guesses_at_once_five_are_looked_at()
    {
        using var person = await gateway.PersonAsync();
        var app = await person.EnrolAsync(gateway);
        using var thief = new WebPerson(gateway) { Email = person.Email };
        await thief.LogInAsync();
        var page = await thief.GetAsync("/login/code");

        var all = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => thief.SubmitAsync(page, 0, ("code", app.WrongCode()))));

        Assert.Equal(5, all.Count(answer => answer.Status == 400));
        Assert.All(all, answer => Assert.Contains(answer.Status, (int[])[400, 410, 429]));
    }

    [Fact]
    public async Task The_step_between_password_and_code_is_of_one_browser_and_ten_minutes()
    {
        using var person = await gateway.PersonAsync();
        var app = await person.EnrolAsync(gateway);
        await person.SignOutAsync();
        await person.LogInAsync();
        using var thief = new WebPerson(gateway);
        thief.Cookies.Add(gateway.Http.BaseAddress!, new System.Net.Cookie("sq-session", person.Cookies.GetCookies(gateway.Http.BaseAddress!)["sq-session"]!.Value));

        Assert.Equal(410, (await thief.CodeStepAsync(app.NextCode())).Status);
        gateway.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(410, (await person.CodeStepAsync(app.Code())).Status);
        using var nobody = new WebPerson(gateway);
        Assert.Equal(410, (await nobody.CodeStepAsync("123456")).Status);
    }

    [Fact]
    public async Task Codes_are_switched_on_only_with_the_password_and_a_right_code()
    {
        using var person = await gateway.PersonAsync();
        Assert.Equal(400, (await person.SendAsync("/account/code/begin", ("password", "a wrong password"))).Status);
        var page = await person.SendAsync("/account/code/begin", ("password", WebPerson.Password));
        var again = await person.SubmitAsync(page, 0, ("code", "000000"));

        Assert.Equal(400, again.Status);
        Assert.Contains("otpauth://totp/SquareMCP%20", again.Text, StringComparison.Ordinal);
        Assert.Equal(400, (await person.SubmitAsync(page, 0, ("code", "abcd-abcd-abcd-abcd"))).Status);
        Assert.Equal(410, (await person.SendAsync("/account/code/confirm", ("ticket", "made up"), ("code", "000000"))).Status);
        using var other = await gateway.PersonAsync();
        Assert.Equal(410, (await other.SendAsync("/account/code/confirm", ("ticket", WebPerson.HiddenFields(page, 0)["ticket"]), ("code", "000000"))).Status);
        gateway.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(410, (await person.SubmitAsync(page, 0, ("code", "000000"))).Status);
        Assert.Equal(303, (await person.LogInAsync()).Status);
        Assert.True(await person.IsInAsync());
        Assert.Empty(await gateway.MailsAsync(person.Email, "Sign-in now asks for a code"));
    }

    [Fact]
    public async Task Switching_codes_on_begins_a_new_session_and_tells_the_owner()
    {
        using var person = await gateway.PersonAsync();
        var before = person.Cookies.GetCookies(gateway.Http.BaseAddress!)["sq-session"]!.Value;
        await person.EnrolAsync(gateway);

        Assert.NotEqual(before, person.Cookies.GetCookies(gateway.Http.BaseAddress!)["sq-session"]!.Value);
        using var thief = new WebPerson(gateway) { Email = person.Email };
        thief.Cookies.Add(gateway.Http.BaseAddress!, new System.Net.Cookie("sq-session", before));
        Assert.False(await thief.IsInAsync());
        Assert.Single(await gateway.MailsAsync(person.Email, "Sign-in now asks for a code"));
        Assert.Equal(409, (await person.SendAsync("/account/code/begin", ("password", WebPerson.Password))).Status);
    }

    [Fact]
    public async Task Codes_are_switched_off_with_password_and_code_and_the_owner_is_told()
    {
        using var person = await gateway.PersonAsync();
        var app = await person.EnrolAsync(gateway);

        Assert.Equal(400, (await person.SendAsync("/account/code/drop", ("password", WebPerson.Password), ("code", app.WrongCode()))).Status);
        Assert.Equal(400, (await person.SendAsync("/account/code/drop", ("password", "a wrong password"), ("code", app.NextCode()))).Status);
        Assert.Equal(303, (await person.SendAsync("/account/code/drop", ("password", WebPerson.Password), ("code", app.Code()))).Status);
        Assert.Single(await gateway.MailsAsync(person.Email, "Sign-in no longer asks for a code"));
        Assert.Equal("/login", (await person.LogInAsync()).Headers["Location"]);
        Assert.Equal(410, (await person.SendAsync("/account/code/drop", ("password", WebPerson.Password), ("code", app.NextCode()))).Status);
        // Another app, and the old codes of neither kind.
        var next = await person.EnrolAsync(gateway);
        await person.SignOutAsync();
        Assert.Equal(400, (await person.LogInAsync(WebPerson.Password, app.Recovery[1])).Status);
        Assert.Equal(303, (await person.CodeStepAsync(next.Recovery[1])).Status);
    }

    [Fact]
    public async Task New_recovery_codes_take_the_place_of_the_old_and_the_owner_is_told()
    {
        using var person = await gateway.PersonAsync();
        var app = await person.EnrolAsync(gateway);

        Assert.Equal(400, (await person.SendAsync("/account/code/renew", ("password", WebPerson.Password), ("code", app.WrongCode()))).Status);
        var made = await person.SendAsync("/account/code/renew", ("password", WebPerson.Password), ("code", app.NextCode()));

        Assert.Contains("Keep these recovery codes", made.Text, StringComparison.Ordinal);
        Assert.Single(await gateway.MailsAsync(person.Email, "New recovery codes were made"));
        await person.SignOutAsync();
        Assert.Equal(400, (await person.LogInAsync(WebPerson.Password, app.Recovery[3])).Status);
    }

    [Fact]
    public async Task No_secret_and_no_recovery_code_is_in_the_database()
    {
        using var person = await gateway.PersonAsync();
        var page = await person.SendAsync("/account/code/begin", ("password", WebPerson.Password));
        var secret = page.Text[(page.Text.IndexOf("secret=", StringComparison.Ordinal) + 7)..][..32];
        var app = new App(Squaremcp.Frontend.Accounts.Base32.Bytes(secret), gateway);
        var done = await person.SubmitAsync(page, 0, ("code", app.Code()));
        var code = done.Text[(done.Text.IndexOf("<li>", StringComparison.Ordinal) + 4)..][..19];
        var kept = await gateway.DatabaseAsync();

        Assert.Matches("^[a-z2-7-]{19}$", code);
        Assert.DoesNotContain(kept, one => one.Holds(Squaremcp.Frontend.Accounts.Base32.Bytes(secret)));
        string[] secrets = [secret.ToUpperInvariant(), secret.ToLowerInvariant(), code, code.Replace("-", "", StringComparison.Ordinal)];
        Assert.All(secrets, planted => Assert.DoesNotContain(kept, one => one.Holds(planted)));
    }

    private static async Task<(int, string)> WaitAsync(WebPerson person, string code)
    {
        var answer = await person.CodeStepAsync(code);
        return (answer.Status, answer.Headers.GetValueOrDefault("Retry-After", ""));
    }
}

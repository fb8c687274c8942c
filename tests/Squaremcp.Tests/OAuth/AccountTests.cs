using System.Text.RegularExpressions;

namespace Squaremcp.Tests.OAuth;

public sealed partial class AccountTests(OAuthGateway gateway) : IClassFixture<OAuthGateway>
{
    private const string SignInMail = "Your link to sign in";

    [Fact]
    public async Task A_person_signs_up_out_and_in()
    {
        using var person = await gateway.PersonAsync();
        Assert.Contains("You are signed in", (await person.GetAsync("/login")).Text, StringComparison.Ordinal);
        var before = person.Cookies.GetCookies(gateway.Http.BaseAddress!)["sq-session"]!.Value;

        await person.SubmitAsync(await person.GetAsync("/login"), 0);
        Assert.Contains("Password", (await person.GetAsync("/login")).Text, StringComparison.Ordinal);
        Assert.Equal(303, (await person.LogInAsync()).Status);
        Assert.Contains("You are signed in", (await person.GetAsync("/login")).Text, StringComparison.Ordinal);
        Assert.NotEqual(before, person.Cookies.GetCookies(gateway.Http.BaseAddress!)["sq-session"]!.Value);

        person.Cookies.GetCookies(gateway.Http.BaseAddress!)["sq-session"]!.Value = before;
        Assert.Contains("Password", (await person.GetAsync("/login")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_ends_when_nobody_uses_it_and_at_last_anyway()
    {
        using var person = await gateway.PersonAsync();
        gateway.Clock.Advance(TimeSpan.FromHours(11));
        Assert.Contains("You are signed in", (await person.GetAsync("/login")).Text, StringComparison.Ordinal);
        gateway.Clock.Advance(TimeSpan.FromHours(13));
        Assert.Contains("Password", (await person.GetAsync("/login")).Text, StringComparison.Ordinal);

        await person.LogInAsync();
        for (var hours = 0; hours < 160; hours += 10)
        {
            gateway.Clock.Advance(TimeSpan.FromHours(10));
            await person.GetAsync("/login");
        }

        gateway.Clock.Advance(TimeSpan.FromHours(9));
        Assert.Contains("Password", (await person.GetAsync("/login")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name", "", "1 to 100"), InlineData("email", "nobody", "not an e-mail"), InlineData("email", "a@b@c.example", "not an e-mail"), InlineData("email", "a\r\nBcc: x@y.example@z.example", "not an e-mail"),
     InlineData("password", "short", "at least 15"), InlineData("password", "aaaaaaaaaaaaaaaaaaaa", "too simple")]
    public async Task What_is_wrong_with_a_sign_up_is_told(string field, string value, string says)
    {
        using var person = new WebPerson(gateway);
        var fields = new Dictionary<string, string> { ["name"] = "A person", ["email"] = person.Email, ["password"] = WebPerson.Password, [field] = value };

        var answer = await person.SubmitAsync(await person.GetAsync("/signup"), 0, [.. fields.Select(pair => (pair.Key, pair.Value))]);

        Assert.Equal(400, answer.Status);
        Assert.Contains(says, answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(WebPerson.Password, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_has_one_account_however_it_is_written_and_its_owner_is_told()
    {
        using var person = await gateway.PersonAsync();
        using var again = new WebPerson(gateway) { Email = " " + person.Email.ToUpperInvariant() };

        var answer = await again.SubmitAsync(await again.GetAsync("/signup"), 0, ("name", "Eve"), ("email", again.Email), ("password", "another long password"));

        Assert.Equal(400, answer.Status);
        Assert.Null(again.Cookies.GetCookies(gateway.Http.BaseAddress!)["sq-session"]);
        Assert.Equal(303, (await person.LogInAsync()).Status);
        Assert.Contains("has one", (await gateway.MailAsync(person.Email, "You have an account already")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_look_the_same()
    {
        using var person = await gateway.PersonAsync();
        using var nobody = new WebPerson(gateway);
        await person.SubmitAsync(await person.GetAsync("/login"), 0);

        var (wrong, unknown) = (await person.LogInAsync("a wrong password"), await nobody.LogInAsync());

        Assert.Equal((400, 400), (wrong.Status, unknown.Status));
        Assert.Equal(Without(wrong.Text, person.Email), Without(unknown.Text, nobody.Email));
        for (var i = 0; i < 4; i++)
        {
            await person.LogInAsync("a wrong password");
            await nobody.LogInAsync();
        }

        Assert.Equal((429, 429), ((await person.LogInAsync("a wrong password")).Status, (await nobody.LogInAsync()).Status));
    }

    [Fact]
    public async Task Strangers_wait_longer_and_longer_and_the_owner_comes_in()
    {
        using var owner = await gateway.PersonAsync();
        using var stranger = new WebPerson(gateway) { Email = owner.Email };
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(400, (await stranger.LogInAsync($"wrong password {i}")).Status);
        }

        var waits = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            var answer = await stranger.LogInAsync();
            Assert.Equal(429, answer.Status);
            waits.Add(answer.Headers["Retry-After"]);
            gateway.Clock.Advance(TimeSpan.FromSeconds(int.Parse(waits[^1])));
            await stranger.LogInAsync("wrong again");
        }

        Assert.Equal(["1", "2", "4", "8"], waits);
        Assert.Equal(429, (await stranger.LogInAsync()).Status);
        // The owner's own browser has signed in from before; elsewhere a link in a mail does.
        await owner.SubmitAsync(await owner.GetAsync("/login"), 0);
        Assert.Equal(303, (await owner.LogInAsync()).Status);
        using var elsewhere = new WebPerson(gateway) { Email = owner.Email };
        Assert.Equal(429, (await elsewhere.LogInAsync()).Status);
        await FollowLinkAsync(elsewhere, "");
        Assert.Contains("You are signed in", (await elsewhere.GetAsync("/login")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_sixty_four_guesses_at_once_five_are_heard()
    {
        using var owner = await gateway.PersonAsync();
        using var stranger = new WebPerson(gateway) { Email = owner.Email };
        var page = await stranger.GetAsync("/login");

        var all = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => stranger.SubmitAsync(page, 0, ("email", owner.Email), ("password", $"wrong password {i}"))));

        Assert.Equal((5, 59), (all.Count(one => one.Status == 400), all.Count(one => one.Status == 429)));
    }

    [Fact]
    public async Task A_link_signs_in_once_by_its_button_and_leads_on_to_the_app()
    {
        using var person = await gateway.PersonAsync();
        await person.SubmitAsync(await person.GetAsync("/login"), 0);
        var link = await FollowLinkAsync(person, AuthorizeQuery.Of(gateway, "tool"));

        using var again = new WebPerson(gateway);
        Assert.Equal(400, (await again.SubmitAsync(await again.GetAsync(link), 0)).Status);
        Assert.Contains("Let Command line in?", (await person.AskAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_is_old_after_half_an_hour_and_nobody_gets_many()
    {
        using var person = await gateway.PersonAsync();
        await person.SubmitAsync(await person.GetAsync("/login"), 0);
        for (var i = 0; i < 5; i++)
        {
            await person.PostAsync("/login/link", new Dictionary<string, string>(WebPerson.HiddenFields(await person.GetAsync("/login"), 0)) { ["email"] = person.Email });
        }

        Assert.Equal(3, (await gateway.MailsAsync(person.Email, SignInMail)).Count);
        var link = await gateway.LinkAsync(person.Email, SignInMail);
        gateway.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal(400, (await person.SubmitAsync(await person.GetAsync(link), 0)).Status);
    }

    [Theory]
    [InlineData("/login"), InlineData("/signup"), InlineData("/login/link"), InlineData("/login/follow"), InlineData("/logout")]
    public async Task A_form_of_another_site_does_nothing(string path)
    {
        using var person = await gateway.PersonAsync();
        var fields = new Dictionary<string, string> { ["email"] = person.Email, ["password"] = WebPerson.Password, ["name"] = "x" };

        Assert.Equal(400, (await person.PostAsync(path, fields)).Status);
        Assert.Contains("You are signed in", (await person.GetAsync("/login")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cookies_are_out_of_reach_of_scripts_and_other_sites()
    {
        using var person = await gateway.PersonAsync();
        var cookie = (await person.LogInAsync()).Headers["Set-Cookie"];

        Assert.Contains("sq-session=", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task No_password_and_no_link_is_in_the_database()
    {
        using var person = await gateway.PersonAsync();
        var tokens = await gateway.SignInAsync(person);
        var kept = await gateway.DatabaseAsync();

        string[] secrets = [WebPerson.Password, tokens.Access, tokens.Refresh, person.Cookies.GetCookies(gateway.Http.BaseAddress!)["sq-session"]!.Value.Split('.')[1]];
        Assert.All(secrets, secret => Assert.DoesNotContain(kept, one => one.Holds(secret)));
    }

    private async Task<string> FollowLinkAsync(WebPerson person, string query)
    {
        var sent = await person.PostAsync("/login/link" + query, new Dictionary<string, string>(WebPerson.HiddenFields(await person.GetAsync("/login" + query), 0)) { ["email"] = person.Email });
        Assert.Contains("Look into your mail", sent.Text, StringComparison.Ordinal);
        var link = await gateway.LinkAsync(person.Email, SignInMail);
        var followed = await person.SubmitAsync(await person.GetAsync(link), 0);
        Assert.Equal((303, query.Length == 0 ? "/login" : "/authorize" + query), (followed.Status, followed.Headers["Location"]));
        return link;
    }

    private static string Without(string page, string email) => Proofs().Replace(page.Replace(email, "", StringComparison.Ordinal), "");

    [GeneratedRegex("name=\"proof\" value=\"[0-9a-f]*\"", RegexOptions.None, 1_000)]
    private static partial Regex Proofs();
}

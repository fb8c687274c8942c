using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Accounts.Providers;

public sealed class ProviderSignInTests(ProviderGateway gateway) : IClassFixture<ProviderGateway>
{
    [Fact]
    public async Task Who_comes_from_Google_for_the_first_time_has_a_confirmed_account()
    {
        using var person = gateway.Somebody();
        var page = await person.GetAsync("/login");
        var sent = await person.SubmitAsync(page, 1);
        var entered = await person.GetAsync(await person.AgreeAsync(gateway.Google, sent.Headers["Location"]));

        Assert.Equal((303, "/login"), (entered.Status, entered.Headers["Location"]));
        var account = (await person.GetAsync("/account")).Text;
        Assert.Contains($"<dd>{person.Email}</dd>", account, StringComparison.Ordinal);
        Assert.Contains("was confirmed on", account, StringComparison.Ordinal);
        Assert.Contains("Ada", account, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sign_in_page_offers_each_provider_by_its_title()
    {
        using var person = gateway.Somebody();
        var page = (await person.GetAsync("/login")).Text;

        Assert.Contains("Sign in with Google", page, StringComparison.Ordinal);
        Assert.Contains("Sign in with The other", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_comes_again_is_the_same_person()
    {
        using var person = gateway.Somebody();
        await person.ComeByAsync(gateway);
        var customer = Customer(await person.GetAsync("/login"));
        await person.SignOutAsync();
        Assert.False(await person.IsInAsync());

        await person.ComeByAsync(gateway);

        Assert.Equal(customer, Customer(await person.GetAsync("/login")));
    }

    [Fact]
    public async Task A_provider_that_only_remembers_the_address_makes_an_unconfirmed_account_and_a_mail_goes_out()
    {
        using var person = gateway.Somebody();
        await person.ComeByAsync(gateway, "other");

        Assert.Contains("not confirmed yet", (await person.GetAsync("/account")).Text, StringComparison.Ordinal);
        Assert.Single(await gateway.MailsAsync(person.Email, AccountPerson.ConfirmMail));
    }

    [Fact]
    public async Task What_an_app_asked_for_goes_on_after_the_provider()
    {
        using var person = gateway.Somebody();
        var query = AuthorizeQuery.Of(gateway.Resource, "tool");
        var entered = await person.ComeByAsync(gateway, query: query);

        Assert.Equal("/authorize" + query, entered.Headers["Location"]);
        Assert.Contains("Command line", (await person.GetAsync(entered.Headers["Location"])).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_factor_is_asked_for_after_the_provider_too()
    {
        using var person = new WebPerson(gateway) { Email = $"{Guid.NewGuid():n}@gmail.com" };
        await person.SignUpAsync();
        await person.SubmitAsync(await person.GetAsync(await gateway.LinkAsync(person.Email, AccountPerson.ConfirmMail)), 0);
        var app = await person.EnrolAsync(gateway);
        await person.SignOutAsync();

        var entered = await person.ComeByAsync(gateway);

        Assert.Equal((303, "/login/code"), (entered.Status, entered.Headers["Location"]));
        Assert.False(await person.IsInAsync());
        Assert.Equal(303, (await person.CodeStepAsync(app.NextCode())).Status);
        Assert.True(await person.IsInAsync());
    }

    [Fact]
    public async Task Each_way_has_its_own_state_nonce_and_challenge()
    {
        using var person = gateway.Somebody();
        var (one, other) = (Parts(await person.BeginAsync("google")), Parts(await person.BeginAsync("google")));

        Assert.All((string[])["state", "nonce", "code_challenge"], name => Assert.NotEqual(one[name], other[name]));
        Assert.Equal(3, new HashSet<string>([one["state"], one["nonce"], one["code_challenge"]]).Count);
        Assert.Equal("S256", one["code_challenge_method"]);
    }

    [Fact]
    public async Task Two_windows_can_be_at_providers_at_once()
    {
        using var person = gateway.Somebody();
        var (first, second) = (await person.BeginAsync("google"), await person.BeginAsync("other"));

        Assert.Equal(303, (await person.GetAsync(await person.AgreeAsync(gateway.Google, first))).Status);
        Assert.Equal(303, (await person.GetAsync(await person.AgreeAsync(gateway.Other, second))).Status);
    }

    [Fact]
    public async Task Another_sites_form_begins_nothing()
    {
        using var person = gateway.Somebody();

        Assert.Equal(400, (await person.PostAsync("/login/with/google", new Dictionary<string, string>())).Status);
        Assert.Equal(404, (await person.PostAsync("/login/with/nobody", WebPerson.HiddenFields(await person.GetAsync("/login"), 0))).Status);
    }

    private static Dictionary<string, string> Parts(string address) => new Uri(address).Query.TrimStart('?').Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);

    private static string Customer(Mcp.Reply page) => page.Text[page.Text.IndexOf("cus_", StringComparison.Ordinal)..][..30];
}

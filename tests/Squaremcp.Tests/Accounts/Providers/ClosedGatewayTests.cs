using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Accounts.Providers;

/// <summary>The operator lets in one organisation at Google and nobody else.</summary>
public sealed class ClosedGatewayTests(ClosedGateway gateway) : IClassFixture<ClosedGateway>
{
    [Fact]
    public async Task Who_belongs_to_the_organisation_comes_in_though_there_is_no_sign_up()
    {
        using var person = gateway.Somebody("example.com");
        var who = person.Claims();
        who["hd"] = "EXAMPLE.com";

        Assert.Equal(303, (await person.ComeByAsync(gateway, who: who)).Status);
        Assert.True(await person.IsInAsync());
    }

    [Theory]
    [InlineData("example.com", null)]
    [InlineData("example.com", "evil.example")]
    [InlineData("gmail.com", null)]
    [InlineData("sub.example.com", "sub.example.com")]
    public async Task Whatever_the_address_and_the_hint_only_hd_in_the_token_says_who_belongs_to_it(string domain, string? hosted)
    {
        using var person = gateway.Somebody(domain);
        var who = person.Claims();
        if (hosted is not null)
        {
            who["hd"] = hosted;
        }

        var sent = await person.BeginAsync("google");
        Assert.Contains("&hd=example.com", sent, StringComparison.Ordinal);
        var refused = await person.GetAsync(await person.AgreeAsync(gateway.Google, sent, who));

        Assert.Equal(403, refused.Status);
        Assert.Contains("takes people of example.com", refused.Text, StringComparison.Ordinal);
        Assert.False(await person.IsInAsync());
    }

    [Fact]
    public async Task A_provider_without_domains_makes_no_accounts_where_there_is_no_sign_up()
    {
        using var person = gateway.Somebody("example.com");
        var refused = await person.ComeByAsync(gateway, "other");

        Assert.Equal(403, refused.Status);
        Assert.Contains("takes no sign-ups", refused.Text, StringComparison.Ordinal);
        Assert.False(await person.IsInAsync());
    }

    [Theory]
    [InlineData("/login")]
    [InlineData("/login/link")]
    [InlineData("/login/follow")]
    [InlineData("/signup")]
    [InlineData("/reset")]
    [InlineData("/reset/follow")]
    public async Task No_password_and_no_mail_goes_around_a_required_provider(string path)
    {
        using var person = gateway.Somebody();
        var page = await person.GetAsync("/login");
        Assert.DoesNotContain("password", page.Text, StringComparison.OrdinalIgnoreCase);

        Assert.Equal(403, (await person.PostAsync(path, WebPerson.HiddenFields(page, 0))).Status);
    }
}

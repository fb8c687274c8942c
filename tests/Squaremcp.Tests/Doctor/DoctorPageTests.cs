using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Doctor;
using Squaremcp.Storage;
using Squaremcp.Tests.Mcp;
using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Doctor;

/// <summary>Who sees what of the attempts of others, and what strangers can write there.</summary>
public sealed class DoctorPageTests(OAuthGateway gateway) : IClassFixture<OAuthGateway>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private AiClient Client => new(gateway, "codex_cli_rs/0.169.0", "198.51.100.20");

    [Fact]
    public async Task A_person_finds_what_went_wrong_in_their_browser_and_a_helper_finds_it_by_the_code()
    {
        await gateway.PassAsync(TimeSpan.FromHours(2));
        using var person = await gateway.PersonAsync();
        using var helper = await gateway.PersonAsync();
        var page = await person.AskAsync("cli_01jd0000000000000000000001");
        var code = page.Text.Split("<strong>")[1].Split('<')[0];

        Assert.Contains("Failed at authorize", (await person.GetAsync("/account/doctor")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Failed at", (await helper.GetAsync("/account/doctor")).Text, StringComparison.Ordinal);
        Assert.Contains("Failed at authorize", (await helper.GetAsync($"/account/doctor?code={code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal)}".Replace(" ", "%20", StringComparison.Ordinal))).Text, StringComparison.Ordinal);
        Assert.Equal("client_forgotten", Assert.Single(await gateway.AttemptsAsync($"?code={code}", gateway.Key)).Text("cause"));
        Assert.Empty(await gateway.AttemptsAsync("?code=AAAA-AAAA", gateway.Key));
    }

    [Fact]
    public async Task A_customer_sees_the_apps_that_its_people_let_in_and_nobody_elses()
    {
        using var person = await gateway.PersonAsync();
        using var other = await gateway.PersonAsync();
        await gateway.SignInAsync(person);

        Assert.Contains("Command line", (await person.GetAsync("/account/doctor")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Command line", (await other.GetAsync("/account/doctor")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(await gateway.AttemptsAsync(key: gateway.Key), one => one.Text("account") == person.Email);
        Assert.Contains(await gateway.AttemptsAsync(), one => one.Text("account") == person.Email);
    }

    [Fact]
    public async Task Nobody_sees_anything_without_signing_in_or_the_key()
    {
        using var nobody = new WebPerson(gateway);
        var ask = await nobody.GetAsync("/operator/doctor");

        Assert.Contains("<h1>Sign in</h1>", (await nobody.GetAsync("/account/doctor")).Text, StringComparison.Ordinal);
        Assert.Equal(401, (await nobody.SubmitAsync(ask, 0, ("key", "guess"))).Status);
        Assert.Equal(400, (await nobody.PostAsync("/operator/doctor", new Dictionary<string, string> { ["key"] = McpGateway.AdminKey })).Status);
        var all = await nobody.SubmitAsync(ask, 0, ("key", McpGateway.AdminKey));
        Assert.Contains("All AI clients", all.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", all.Text, StringComparison.Ordinal);
        Assert.Equal(403, (await gateway.RequestAsync("GET", "/api/v1/admin/connection-attempts", ("x-api-key", gateway.Key))).Status);
    }

    [Fact]
    public async Task What_a_client_says_of_itself_is_short_and_inert_on_the_page()
    {
        await gateway.PassAsync(TimeSpan.FromHours(2));
        await Client.TryRegisterAsync(new { client_name = "<img src=x onerror=alert(1)>\u202e\r\n" + new string('n', 5_000), redirect_uris = (string[])["evil:\"><script>alert(2)</script>"] });
        using var nobody = new WebPerson(gateway);
        var page = await nobody.SubmitAsync(await nobody.GetAsync("/operator/doctor"), 0, ("key", McpGateway.AdminKey));

        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202e", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(new string('n', 101), page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_secret_and_no_whole_address_is_kept()
    {
        using var person = await gateway.PersonAsync();
        await Client.DiscoverAsync();
        var id = await Client.RegisterAsync("Codex", "http://127.0.0.1/callback");
        var code = await person.CodeAsync(id, ("state", "the-state-of-this-one"));
        var tokens = Tokens.Of(await Client.RedeemAsync(code, id));
        await Client.AskAsync(tokens.Access);
        await Client.AskAsync("sq_a-key-with-a-typing-mistake");

        var kept = new StringBuilderOf();
        foreach (var customer in (string[])["strangers", .. (await gateway.AttemptsAsync()).Select(one => one.Text("customer_id")).OfType<string>().Distinct()])
        {
            kept.Add(await gateway.Services.GetRequiredService<IGrainFactory>().GetGrain<IAttemptsGrain>(customer).List(new(), Token));
        }

        Assert.Contains("Codex", kept.Text, StringComparison.Ordinal);
        Assert.All((string[])["198.51.100.20", code, tokens.Access, tokens.Refresh, "the-state-of-this-one", "typing-mistake", AuthorizeQuery.Verifier, AuthorizeQuery.Challenge], secret => Assert.DoesNotContain(secret, kept.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_knows_a_grants_number_alone_writes_nothing_to_its_customer()
    {
        using var person = await gateway.PersonAsync();
        var tokens = await gateway.SignInAsync(person);
        var customer = (await gateway.AttemptsAsync()).Single(one => one.Text("account") == person.Email).Text("customer_id")!;
        var keeper = gateway.Services.GetRequiredService<IGrainFactory>().GetGrain<IAttemptsGrain>(customer);
        var before = await keeper.List(new(), Token);
        var forged = tokens.Access[..31] + new string('A', 43);
        await Client.AskAsync(forged);
        await Client.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", "sqr_" + forged[4..]), ("client_id", "tool"));
        await Client.RedeemAsync("sqc_" + forged[4..], "tool");
        await gateway.AttemptsAsync();

        Assert.Equal(new StateSerializer().Serialize(before.ToList()).ToString(), new StateSerializer().Serialize((await keeper.List(new(), Token)).ToList()).ToString());
    }

    [Fact]
    public async Task A_client_that_works_is_noted_once_and_costs_its_calls_nothing_more()
    {
        using var person = await gateway.PersonAsync();
        var tokens = await gateway.SignInAsync(person);
        for (var i = 0; i < 20; i++)
        {
            await Client.AskAsync(tokens.Access);
            await gateway.PassAsync(TimeSpan.FromMinutes(2));
        }

        var attempt = (await gateway.AttemptsAsync()).Single(one => one.Text("account") == person.Email);
        Assert.Equal(1, attempt.GetProperty("events").EnumerateArray().Single(one => one.Text("finding") == "listed").GetProperty("count").GetInt32());
    }

    private sealed class StringBuilderOf
    {
        internal string Text { get; private set; } = "";

        internal void Add(IReadOnlyList<Attempt> attempts) => Text += new StateSerializer().Serialize(attempts.ToList());
    }
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Squaremcp.Tests.Mcp;
using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Accounts.Providers;

/// <summary>Each is refused with a page, and nobody is signed in.</summary>
public sealed class ProviderAttackTests(ProviderGateway gateway) : IClassFixture<ProviderGateway>, IDisposable
{
    public static TheoryData<string> Forgeries =>
    [
        "iss of another", "iss missing", "aud of another", "two audiences without azp", "azp of another", "expired", "exp missing", "from the future", "iat missing", "not yet", "nonce of another", "nonce missing",
        "sub missing", "sub empty", "unsigned", "alg none", "signed with the public key", "signed by another", "key of another name", "crit", "payload changed", "a claim twice", "four parts",
    ];

    public void Dispose()
    {
        gateway.Google.Honest();
        gateway.Other.Honest();
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_token_that_does_not_hold_signs_nobody_in(string what)
    {
        using var person = gateway.Somebody();
        using var foreign = RSA.Create(2048);
        Prepare(what, foreign);

        await RefusedAsync(person, await person.ComeByAsync(gateway), 502);

        // The same person, the same way, with an honest token: it was the forgery that was refused.
        gateway.Google.Honest();
        Assert.Equal(303, (await person.ComeByAsync(gateway)).Status);
    }

    [Theory]
    [InlineData(-3_599 - 1, 59)]
    [InlineData(3_600, -59)]
    public async Task Clocks_may_be_off_by_a_minute(int exp, int off)
    {
        using var person = gateway.Somebody();
        var now = gateway.Clock.GetUtcNow().ToUnixTimeSeconds();
        gateway.Google.Claims = exp > 0 ? new() { ["exp"] = now + off } : new() { ["iat"] = now + off, ["nbf"] = now + off };

        Assert.Equal(303, (await person.ComeByAsync(gateway)).Status);
    }

    [Fact]
    public async Task A_token_of_an_earlier_sign_in_is_refused()
    {
        using var person = gateway.Somebody();
        await person.ComeByAsync(gateway);
        var earlier = gateway.Google.LastToken!;
        using var thief = new WebPerson(gateway) { Email = person.Email };
        gateway.Google.Forge = (_, _) => earlier;

        await RefusedAsync(thief, await thief.ComeByAsync(gateway), 502);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(null)]
    public async Task An_address_that_the_provider_does_not_call_verified_is_refused(bool? verified)
    {
        using var person = gateway.Somebody();
        gateway.Google.Claims = new() { ["email_verified"] = verified };

        await RefusedAsync(person, await person.ComeByAsync(gateway), 403);
    }

    [Fact]
    public async Task A_state_works_once()
    {
        using var person = gateway.Somebody();
        var sent = await person.BeginAsync("google");
        var cookies = person.Cookies.GetCookies(gateway.Http.BaseAddress!).Where(cookie => cookie.Name.StartsWith("sq-way", StringComparison.Ordinal)).Select(cookie => (cookie.Name, cookie.Value)).ToList();
        Assert.Equal(303, (await person.GetAsync(await person.AgreeAsync(gateway.Google, sent))).Status);
        await person.SignOutAsync();

        // With a new code, and with the cookie that the browser has thrown away.
        cookies.ForEach(cookie => person.Cookies.Add(gateway.Http.BaseAddress!, new System.Net.Cookie(cookie.Name, cookie.Value)));
        await RefusedAsync(person, await person.GetAsync(await person.AgreeAsync(gateway.Google, sent)), 400);
    }

    [Fact]
    public async Task A_state_of_another_browser_is_refused()
    {
        using var attacker = gateway.Somebody();
        using var victim = gateway.Somebody();
        var back = await attacker.AgreeAsync(gateway.Google, await attacker.BeginAsync("google"));

        await RefusedAsync(victim, await victim.GetAsync(back), 400);

        // Not even with the attacker's cookie planted: it opens with the browser's own alone.
        var planted = attacker.Cookies.GetCookies(gateway.Http.BaseAddress!).Single(cookie => cookie.Name.StartsWith("sq-way", StringComparison.Ordinal));
        victim.Cookies.Add(gateway.Http.BaseAddress!, new System.Net.Cookie(planted.Name, planted.Value));
        await RefusedAsync(victim, await victim.GetAsync(back), 400);
    }

    [Fact]
    public async Task A_state_is_old_after_ten_minutes()
    {
        using var person = gateway.Somebody();
        var back = await person.AgreeAsync(gateway.Google, await person.BeginAsync("google"));
        gateway.Clock.Advance(TimeSpan.FromMinutes(10));

        await RefusedAsync(person, await person.GetAsync(back), 400);
    }

    [Fact]
    public async Task A_state_of_one_provider_is_refused_from_another()
    {
        using var person = gateway.Somebody();
        var back = await person.AgreeAsync(gateway.Google, await person.BeginAsync("google"));

        await RefusedAsync(person, await person.GetAsync(back.Replace("/with/google/", "/with/other/", StringComparison.Ordinal)), 400);
    }

    [Fact]
    public async Task An_answer_that_names_another_issuer_is_refused_and_its_code_sent_nowhere()
    {
        using var person = gateway.Somebody();
        gateway.Google.Iss = gateway.Other.Issuer;
        var before = gateway.Google.LastToken;

        await RefusedAsync(person, await person.ComeByAsync(gateway), 400);

        Assert.Equal(before, gateway.Google.LastToken);
        gateway.Google.Iss = gateway.Google.Issuer;
        Assert.Equal(303, (await person.ComeByAsync(gateway)).Status);
    }

    [Fact]
    public async Task A_provider_that_promises_to_name_itself_must()
    {
        using var person = gateway.Somebody();
        gateway.Other.PromisesIss = true;
        gateway.Clock.Advance(TimeSpan.FromHours(1));

        await RefusedAsync(person, await person.ComeByAsync(gateway, "other"), 400);

        gateway.Other.Iss = gateway.Other.Issuer;
        Assert.Equal(303, (await person.ComeByAsync(gateway, "other")).Status);
        gateway.Other.Honest();
        gateway.Clock.Advance(TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task A_discovery_document_of_another_issuer_leads_nobody_anywhere()
    {
        using var person = gateway.Somebody();
        gateway.Other.ClaimedIssuer = gateway.Google.Issuer;
        gateway.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(502, (await person.PostAsync("/login/with/other", WebPerson.HiddenFields(await person.GetAsync("/login"), 0))).Status);
    }

    [Theory]
    [InlineData("&state=x")]
    [InlineData("&code=x")]
    public async Task A_parameter_that_comes_twice_is_refused(string more)
    {
        using var person = gateway.Somebody();
        await RefusedAsync(person, await person.GetAsync(await person.AgreeAsync(gateway.Google, await person.BeginAsync("google")) + more), 400);
    }

    [Fact]
    public async Task Who_does_not_agree_at_the_provider_is_told_so()
    {
        using var person = gateway.Somebody();
        var back = await person.AgreeAsync(gateway.Google, await person.BeginAsync("google"));
        var (path, state) = (back[..back.IndexOf('?', StringComparison.Ordinal)], back[back.IndexOf("state=", StringComparison.Ordinal)..]);

        var refused = await person.GetAsync($"{path}?error=access_denied&{state}");

        await RefusedAsync(person, refused, 400);
        Assert.Contains("You did not agree there", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_cookie_that_somebody_planted_is_worth_nothing_after_the_provider()
    {
        using var attacker = gateway.Somebody();
        await attacker.ComeByAsync(gateway);
        var planted = attacker.Session(gateway)!;
        using var victim = gateway.Somebody();
        var back = await victim.AgreeAsync(gateway.Google, await victim.BeginAsync("google"));
        victim.Plant(gateway, planted);

        Assert.Equal(303, (await victim.GetAsync(back)).Status);

        Assert.NotEqual(planted, victim.Session(gateway));
        Assert.True(await victim.IsInAsync());
        using var thief = new WebPerson(gateway) { Email = victim.Email };
        thief.Plant(gateway, planted);
        Assert.False(await thief.IsInAsync());
    }

    [Fact]
    public async Task A_new_key_is_found_and_forged_names_of_keys_ask_the_provider_once_a_minute()
    {
        using var person = gateway.Somebody();
        await person.ComeByAsync(gateway, "other");
        gateway.Clock.Advance(TimeSpan.FromMinutes(1));
        gateway.Other.ChangeKey();
        await person.SignOutAsync();

        Assert.Equal(303, (await person.ComeByAsync(gateway, "other")).Status);

        await person.SignOutAsync();
        gateway.Clock.Advance(TimeSpan.FromMinutes(1));
        gateway.Other.Header = new() { ["kid"] = "made up" };
        var before = gateway.Other.KeysAsked;
        for (var i = 0; i < 3; i++)
        {
            await RefusedAsync(person, await person.ComeByAsync(gateway, "other"), 502);
        }

        Assert.Equal(1, gateway.Other.KeysAsked - before);
    }

    private static async Task RefusedAsync(WebPerson person, Reply answer, int status)
    {
        Assert.True(answer.Status == status, $"{answer.Status}: {answer.Text}");
        Assert.Contains("Back to the sign-in", answer.Text, StringComparison.Ordinal);
        Assert.False(await person.IsInAsync());
    }

    private void Prepare(string what, RSA foreign)
    {
        var google = gateway.Google;
        var now = gateway.Clock.GetUtcNow().ToUnixTimeSeconds();
        (Dictionary<string, object?> Claims, Dictionary<string, object?> Header, Func<string, string, string>? Forge) forged = what switch
        {
            "iss of another" => (new() { ["iss"] = gateway.Other.Issuer }, [], null),
            "iss missing" => (new() { ["iss"] = null }, [], null),
            "aud of another" => (new() { ["aud"] = "another" }, [], null),
            "two audiences without azp" => (new() { ["aud"] = (string[])[StrictProvider.ClientId, "another"] }, [], null),
            "azp of another" => (new() { ["azp"] = "another" }, [], null),
            "expired" => (new() { ["exp"] = now - 60 }, [], null),
            "exp missing" => (new() { ["exp"] = null }, [], null),
            "from the future" => (new() { ["iat"] = now + 61 }, [], null),
            "iat missing" => (new() { ["iat"] = null }, [], null),
            "not yet" => (new() { ["nbf"] = now + 61 }, [], null),
            "nonce of another" => (new() { ["nonce"] = new string('a', 64) }, [], null),
            "nonce missing" => (new() { ["nonce"] = null }, [], null),
            "sub missing" => (new() { ["sub"] = null }, [], null),
            "sub empty" => (new() { ["sub"] = "" }, [], null),
            "unsigned" => ([], [], (head, body) => $"{head}.{body}."),
            "alg none" => ([], new() { ["alg"] = "none" }, (head, body) => $"{head}.{body}."),
            "signed with the public key" => ([], new() { ["alg"] = "HS256" }, (head, body) => $"{head}.{body}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.ASCII.GetBytes(google.PublicKey), Encoding.ASCII.GetBytes($"{head}.{body}")))}"),
            "signed by another" => ([], [], (head, body) => $"{head}.{body}.{Base64Url.EncodeToString(foreign.SignData(Encoding.ASCII.GetBytes($"{head}.{body}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}"),
            "key of another name" => ([], new() { ["kid"] = "another" }, null),
            "crit" => ([], new() { ["crit"] = (string[])["b64"], ["b64"] = true }, null),
            "payload changed" => ([], [], (head, body) => $"{head}.{Changed(body)}.{google.Sign($"{head}.{body}")}"),
            "a claim twice" => ([], [], (head, body) => $"{head}.{Twice(body)}.{google.Sign($"{head}.{Twice(body)}")}"),
            "four parts" => ([], [], (head, body) => $"{head}.{body}.{google.Sign($"{head}.{body}")}."),
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, "There is no such forgery."),
        };
        (google.Claims, google.Header, google.Forge) = forged;
    }

    private static string Changed(string body) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(body)).Replace("Ada", "Eve", StringComparison.Ordinal)));

    private static string Twice(string body) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(body))[..^1] + ",\"email\":\"eve@gmail.com\"}"));
}

using System.Net.Http.Json;
using Squaremcp.Frontend.Accounts;
using Squaremcp.Tests.Mcp;
using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Accounts;

public sealed class AccountApiTests(OAuthGateway gateway) : IClassFixture<OAuthGateway>
{
    [Fact]
    public async Task The_session_shows_the_account_and_its_proof_changes_it()
    {
        using var browser = await ApiBrowser.OfAsync(gateway);

        var account = (await browser.GetAsync("")).Json;
        Assert.Equal(browser.Person.Email, account.GetProperty("email").GetString());
        Assert.Equal((false, true), (account.TryGetProperty("verified_at", out _), account.GetProperty("has_password").GetBoolean()));
        Assert.Equal(202, (await browser.SendAsync(HttpMethod.Post, "/verification")).Status);
        Assert.Equal(204, (await browser.SendAsync(HttpMethod.Post, "/password", new { password = WebPerson.Password, new_password = "another long password" })).Status);
        Assert.Equal(200, (await browser.GetAsync("")).Status);
        Assert.Equal(303, (await browser.Person.LogInAsync("another long password")).Status);
    }

    [Fact]
    public async Task Codes_are_switched_on_and_off()
    {
        using var browser = await ApiBrowser.OfAsync(gateway);

        var offer = (await browser.SendAsync(HttpMethod.Post, "/totp", new { password = WebPerson.Password })).Json;
        var app = new App(Base32.Bytes(offer.GetProperty("secret").GetString()!), gateway);
        Assert.Contains(offer.GetProperty("secret").GetString()!, offer.GetProperty("uri").GetString(), StringComparison.Ordinal);
        var ticket = offer.GetProperty("ticket").GetString();
        Assert.Equal(400, (await browser.SendAsync(HttpMethod.Post, "/totp/confirm", new { ticket, code = app.WrongCode() })).Status);
        var on = await browser.SendAsync(HttpMethod.Post, "/totp/confirm", new { ticket, code = app.Code() });
        Assert.Equal(10, on.Json.GetProperty("recovery_codes").GetArrayLength());
        Assert.Equal(10, (await browser.GetAsync("")).Json.GetProperty("recovery_codes_left").GetInt32());
        var renewed = await browser.SendAsync(HttpMethod.Post, "/recovery-codes", new { password = WebPerson.Password, code = on.Json.GetProperty("recovery_codes")[0].GetString() });
        Assert.Equal(10, renewed.Json.GetProperty("recovery_codes").GetArrayLength());
        Assert.Equal(400, (await browser.SendAsync(HttpMethod.Post, "/totp/off", new { password = WebPerson.Password, code = on.Json.GetProperty("recovery_codes")[1].GetString() })).Status);
        Assert.Equal(204, (await browser.SendAsync(HttpMethod.Post, "/totp/off", new { password = WebPerson.Password, code = app.NextCode() })).Status);
        Assert.False((await browser.GetAsync("")).Json.TryGetProperty("second_factor_since", out _));
    }

    [Fact]
    public async Task Sessions_are_listed_and_ended()
    {
        using var browser = await ApiBrowser.OfAsync(gateway);
        using var elsewhere = new WebPerson(gateway) { Email = browser.Person.Email };
        await elsewhere.LogInAsync();

        var sessions = (await browser.GetAsync("/sessions")).Json.GetProperty("sessions");
        var other = sessions.EnumerateArray().Single(one => !one.GetProperty("current").GetBoolean()).GetProperty("id").GetString();
        Assert.Equal(2, sessions.GetArrayLength());
        Assert.Equal(404, (await browser.SendAsync(HttpMethod.Delete, "/sessions/ses_0000000000000000")).Status);
        Assert.Equal(204, (await browser.SendAsync(HttpMethod.Delete, "/sessions/" + other)).Status);
        Assert.False(await elsewhere.IsInAsync());
        await elsewhere.LogInAsync();
        Assert.Equal(1, (await browser.SendAsync(HttpMethod.Delete, "/sessions")).Json.GetProperty("ended").GetInt32());
        Assert.Single((await browser.GetAsync("/sessions")).Json.GetProperty("sessions").EnumerateArray());
    }

    [Theory]
    [InlineData("/verification", "{}"), InlineData("/password", """{"password":"x","new_password":"y"}"""), InlineData("/totp", """{"password":"x"}"""), InlineData("/totp/confirm", """{"ticket":"x","code":"y"}"""),
     InlineData("/totp/off", """{"password":"x","code":"y"}"""), InlineData("/recovery-codes", """{"password":"x","code":"y"}""")]
    public async Task A_change_needs_the_proof_from_a_page_of_ours(string path, string body)
    {
        using var browser = await ApiBrowser.OfAsync(gateway);
        var proof = await browser.ProofAsync();

        Assert.Equal(403, (await browser.RawAsync(path, body)).Status);
        Assert.Equal(403, (await browser.RawAsync(path, body, ("X-Square-Proof", "0123"))).Status);
        Assert.Equal(403, (await browser.RawAsync(path, body, ("X-Square-Proof", proof), ("Sec-Fetch-Site", "cross-site"))).Status);
        Assert.Equal(403, (await browser.RawAsync(path, body, ("X-Square-Proof", proof), ("Origin", OAuthGateway.AllowedOrigin))).Status);
        using var stranger = await ApiBrowser.OfAsync(gateway);
        Assert.Equal(403, (await browser.RawAsync(path, body, ("X-Square-Proof", await stranger.ProofAsync()))).Status);
    }

    [Fact]
    public async Task Keys_and_tokens_are_no_person_and_a_cookie_is_no_key()
    {
        using var browser = await ApiBrowser.OfAsync(gateway);
        var tokens = await gateway.SignInAsync(browser.Person);

        Assert.Equal(403, (await browser.Person.GetAsync("/api/v1/account", ("x-api-key", gateway.Key))).Status);
        Assert.Equal(403, (await browser.Person.GetAsync("/api/v1/account", ("x-api-key", OAuthGateway.AdminKey))).Status);
        Assert.Equal(403, (await browser.Person.GetAsync("/api/v1/account", ("Authorization", "Bearer " + tokens.Access))).Status);
        Assert.Equal(401, (await browser.Person.GetAsync("/api/v1/me")).Status);
        using var nobody = new WebPerson(gateway);
        Assert.Equal(401, (await nobody.GetAsync("/api/v1/account")).Status);
    }

    [Theory]
    [InlineData("/password", "{}", "lacks"), InlineData("/password", """{"password":"correct horse battery staple","new_password":"short"}""", "at least 15"),
     InlineData("/password", """{"password":"wrong","new_password":"another long password"}""", "The password is wrong"), InlineData("/totp", """{"password":null}""", "not the JSON"),
     InlineData("/totp/off", """{"password":"correct horse battery staple","code":"1"}""", "six digits"), InlineData("/totp", "no json", "not the JSON")]
    public async Task Bad_input_is_told(string path, string body, string says)
    {
        using var browser = await ApiBrowser.OfAsync(gateway);

        var answer = await browser.RawAsync(path, body, ("X-Square-Proof", await browser.ProofAsync()));

        Assert.Equal(400, answer.Status);
        Assert.Contains(says, answer.Text, StringComparison.Ordinal);
    }

    /// <summary>A page of the gateway that speaks REST in the person's name.</summary>
    private sealed class ApiBrowser : IDisposable
    {
        private readonly HttpClient http;

        private ApiBrowser(OAuthGateway gateway, WebPerson person)
        {
            Person = person;
            http = new(new SocketsHttpHandler { CookieContainer = person.Cookies, UseCookies = true }) { BaseAddress = gateway.Http.BaseAddress, Timeout = TimeSpan.FromSeconds(60) };
        }

        internal WebPerson Person { get; }

        internal static async Task<ApiBrowser> OfAsync(OAuthGateway gateway) => new(gateway, await gateway.PersonAsync());

        public void Dispose()
        {
            http.Dispose();
            Person.Dispose();
        }

        internal Task<Reply> GetAsync(string path) => Person.GetAsync("/api/v1/account" + path);

        internal async Task<string> ProofAsync() => (await GetAsync("")).Json.GetProperty("proof").GetString()!;

        internal async Task<Reply> SendAsync(HttpMethod method, string path, object? body = null)
        {
            using var request = new HttpRequestMessage(method, "/api/v1/account" + path) { Content = body is null ? null : JsonContent.Create(body) };
            request.Headers.Add("X-Square-Proof", await ProofAsync());
            using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            return await Replies.OfAsync(answer);
        }

        internal async Task<Reply> RawAsync(string path, string body, params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/account" + path) { Content = new StringContent(body, null, "application/json") };
            foreach (var (name, value) in headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            return await Replies.OfAsync(answer);
        }
    }
}

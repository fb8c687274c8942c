using System.Text;
using System.Text.Json;
using Squaremcp.Tests.Mcp;

namespace Squaremcp.Tests.OAuth;

/// <summary>What the token endpoint answers to whom; the numbers are those of the project's list of bad inputs.</summary>
public sealed class TokenTests(OAuthGateway gateway) : IClassFixture<OAuthGateway>
{
    private static readonly string Verifier = AuthorizeQuery.Verifier;

    public static TheoryData<string, string, string?, int, string> Wrong => new()
    {
        { "T03", "grant_type", null, 400, "invalid_request" },
        { "T04 password", "grant_type", "password", 400, "unsupported_grant_type" },
        { "T04 client_credentials", "grant_type", "client_credentials", 400, "unsupported_grant_type" },
        { "T04 implicit", "grant_type", "implicit", 400, "unsupported_grant_type" },
        { "T06", "client_id", "cli_nobody", 401, "invalid_client" },
        { "T06 none", "client_id", null, 401, "invalid_client" },
        { "T07", "client_secret", "a secret", 401, "invalid_client" },
        { "T14 missing", "code_verifier", null, 400, "invalid_request" },
        { "T14 wrong", "code_verifier", new string('w', 43), 400, "invalid_grant" },
        { "T14 short", "code_verifier", new string('w', 42), 400, "invalid_request" },
        { "T14 long", "code_verifier", new string('w', 129), 400, "invalid_request" },
        { "T14 plus", "code_verifier", new string('w', 43) + "+", 400, "invalid_request" },
        { "T15", "redirect_uri", "http://127.0.0.1:49152/other", 400, "invalid_grant" },
        { "T15 other port", "redirect_uri", "http://127.0.0.1:49153/callback", 400, "invalid_grant" },
        { "T16", "resource", "https://other.example/mcp", 400, "invalid_target" },
        { "T16 ours, not allowed", "resource", "API", 400, "invalid_target" },
        { "T28", "code", new string('c', 10_000), 400, "invalid_request" },
        { "unknown code", "code", "sqc_" + new string('0', 26) + "_" + new string('x', 43), 400, "invalid_grant" },
        { "no code", "code", "nonsense", 400, "invalid_grant" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public async Task A_wrong_redemption_is_told_by_its_code_and_spends_nothing(string number, string name, string? value, int status, string error)
    {
        using var person = await gateway.PersonAsync();
        var code = await person.CodeAsync();

        var answer = await gateway.RedeemAsync(code, "tool", (name, value == "API" ? gateway.Origin + "/api/v1" : value));

        IsError(answer, status, error, number);
        Assert.Equal(200, (await gateway.RedeemAsync(code)).Status);
    }

    [Fact]
    public async Task Only_a_posted_form_is_read() // T01, T02, T05, T27
    {
        using var person = await gateway.PersonAsync();
        var code = await person.CodeAsync();

        Assert.Equal(405, (await gateway.RequestAsync("GET", "/token")).Status);
        IsError(await gateway.PostJsonAsync("/token", new { grant_type = "authorization_code", code }), 400, "invalid_request", "T02");
        IsError(await gateway.RedeemAsync(code, "tool", ("code_verifier", Verifier), ("code_verifier", Verifier)), 400, "invalid_request", "T05");
        IsError(await gateway.PostFormAsync($"/token?grant_type=authorization_code&client_id=tool&code={code}&code_verifier={Verifier}", []), 400, "invalid_request", "T27");
        Assert.Equal(200, (await gateway.RedeemAsync(code)).Status);
    }

    [Fact]
    public async Task A_confidential_client_proves_itself_once() // T08, T09
    {
        using var person = await gateway.PersonAsync();
        var code = await person.CodeAsync("web");
        var good = "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes("web:" + OAuthGateway.WebSecret));

        var wrong = await gateway.RedeemAsync(code, "web", ("client_id", null), ("Authorization", "Basic " + Convert.ToBase64String("web:wrong"u8)));
        IsError(wrong, 401, "invalid_client", "T08");
        Assert.StartsWith("Basic", wrong.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        IsError(await gateway.RedeemAsync(code, "web", ("Authorization", good), ("client_secret", OAuthGateway.WebSecret)), 400, "invalid_request", "T09");
        IsError(await gateway.RedeemAsync(code, "tool", ("Authorization", good)), 400, "invalid_request", "two clients");
        IsError(await gateway.RedeemAsync(code, "web"), 401, "invalid_client", "no secret");
        Assert.Equal(200, (await gateway.RedeemAsync(code, "web", ("client_id", null), ("Authorization", good))).Status);
        Assert.Equal(200, (await gateway.RedeemAsync(await person.CodeAsync("web"), "web", ("client_secret", OAuthGateway.WebSecret))).Status);
    }

    [Fact]
    public async Task A_code_of_another_client_stays_good_for_its_own() // T10
    {
        using var person = await gateway.PersonAsync();
        var code = await person.CodeAsync();

        IsError(await gateway.RedeemAsync(code, await gateway.RegisterAsync()), 400, "invalid_grant", "T10");
        Assert.Equal(200, (await gateway.RedeemAsync(code)).Status);
    }

    [Fact]
    public async Task A_code_lives_for_a_minute() // T11
    {
        using var person = await gateway.PersonAsync();
        var (one, other) = (await person.CodeAsync(), await person.CodeAsync());
        gateway.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(200, (await gateway.RedeemAsync(one)).Status);
        gateway.Clock.Advance(TimeSpan.FromSeconds(2));

        IsError(await gateway.RedeemAsync(other), 400, "invalid_grant", "T11");
    }

    [Fact]
    public async Task A_code_used_again_ends_what_it_gave() // T12
    {
        using var person = await gateway.PersonAsync();
        var code = await person.CodeAsync();
        var tokens = Tokens.Of(await gateway.RedeemAsync(code));

        IsError(await gateway.RedeemAsync(code), 400, "invalid_grant", "T12");
        Assert.Equal(401, (await PingAsync(tokens)).Status);
        IsError(await gateway.RefreshAsync(tokens.Refresh), 400, "invalid_grant", "T12 refresh");
    }

    [Fact]
    public async Task A_code_used_again_by_somebody_else_ends_nothing() // T13
    {
        using var person = await gateway.PersonAsync();
        var code = await person.CodeAsync();
        var tokens = Tokens.Of(await gateway.RedeemAsync(code));

        IsError(await gateway.RedeemAsync(code, "tool", ("code_verifier", new string('w', 43))), 400, "invalid_grant", "T13");
        IsError(await gateway.RedeemAsync(code, await gateway.RegisterAsync()), 400, "invalid_grant", "T13 client");
        Assert.Equal(200, (await PingAsync(tokens)).Status);
        Assert.Equal(200, (await gateway.RefreshAsync(tokens.Refresh)).Status);
    }

    [Fact]
    public async Task Five_wrong_verifiers_burn_a_code()
    {
        using var person = await gateway.PersonAsync();
        var code = await person.CodeAsync();
        for (var i = 0; i < 5; i++)
        {
            IsError(await gateway.RedeemAsync(code, "tool", ("code_verifier", new string('w', 43))), 400, "invalid_grant", $"{i}");
        }

        IsError(await gateway.RedeemAsync(code), 400, "invalid_grant", "burnt");
    }

    [Fact]
    public async Task Of_a_thousand_redemptions_at_once_one_succeeds() // T17
    {
        using var person = await gateway.PersonAsync();
        var code = await person.CodeAsync();

        var all = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => gateway.RedeemAsync(code)));

        var tokens = Tokens.Of(Assert.Single(all, one => one.Status == 200));
        Assert.All(all.Where(one => one.Status != 200), one => IsError(one, 400, "invalid_grant", "T17"));
        // The policy of section 1.8: whoever used it again could have been a thief, so the winner is out too.
        IsError(await gateway.RefreshAsync(tokens.Refresh), 400, "invalid_grant", "afterwards");
    }

    [Fact]
    public async Task A_refresh_token_is_replaced_and_answers_the_same_for_a_minute() // T19, T29
    {
        var first = await gateway.SignInAsync();
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = Tokens.Of(await gateway.RefreshAsync(first.Refresh));
        gateway.Clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(second with { ExpiresIn = 3_540 }, Tokens.Of(await gateway.RefreshAsync(first.Refresh)));
        Assert.NotEqual(first.Refresh, second.Refresh);
        Assert.Equal(200, (await PingAsync(second)).Status);
        var third = Tokens.Of(await gateway.RefreshAsync(second.Refresh));
        Assert.Equal(200, (await PingAsync(third)).Status);
    }

    [Fact]
    public async Task A_refresh_token_used_after_the_grace_ends_the_family_and_the_audit_says_so() // T19
    {
        using var person = await gateway.PersonAsync();
        var api = await gateway.SignInAsync(person, changes: [("scope", "api"), ("resource", gateway.Origin + "/api/v1")]);
        var first = await gateway.SignInAsync(person);
        var second = Tokens.Of(await gateway.RefreshAsync(first.Refresh));
        gateway.Clock.Advance(TimeSpan.FromSeconds(61));

        IsError(await gateway.RefreshAsync(first.Refresh), 400, "invalid_grant", "T19");
        IsError(await gateway.RefreshAsync(second.Refresh), 400, "invalid_grant", "family");
        Assert.Equal(401, (await PingAsync(second)).Status);
        var audit = await gateway.RequestAsync("GET", "/api/v1/audit?action=grant.revoke", ("Authorization", $"Bearer {api.Access}"));
        Assert.Equal("refresh_token_reused", Assert.Single(audit.Json.GetProperty("entries").EnumerateArray()).GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task A_refresh_token_two_generations_old_ends_the_family_at_once() // T19
    {
        var first = await gateway.SignInAsync();
        var second = Tokens.Of(await gateway.RefreshAsync(first.Refresh));
        var third = Tokens.Of(await gateway.RefreshAsync(second.Refresh));

        IsError(await gateway.RefreshAsync(first.Refresh), 400, "invalid_grant", "T19");
        IsError(await gateway.RefreshAsync(third.Refresh), 400, "invalid_grant", "family");
    }

    [Fact]
    public async Task Two_hundred_refreshes_at_once_have_one_successor_and_nobody_is_out() // T20
    {
        var first = await gateway.SignInAsync();

        var all = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => gateway.RefreshAsync(first.Refresh)));

        Assert.All(all, one => Assert.Equal(200, one.Status));
        var next = Assert.Single(all.Select(Tokens.Of).Select(tokens => (tokens.Access, tokens.Refresh)).Distinct());
        Assert.Equal(200, (await gateway.RefreshAsync(next.Refresh)).Status);
    }

    [Fact]
    public async Task Another_clients_refresh_changes_nothing() // T21
    {
        var tokens = await gateway.SignInAsync();

        IsError(await gateway.RefreshAsync(tokens.Refresh, await gateway.RegisterAsync()), 400, "invalid_grant", "T21");
        Assert.Equal(200, (await gateway.RefreshAsync(tokens.Refresh)).Status);
    }

    [Fact]
    public async Task Scopes_never_widen_and_are_kept_where_none_are_named() // T22
    {
        var tokens = await gateway.SignInAsync(changes: ("scope", "mcp offline_access"));
        IsError(await gateway.RefreshAsync(tokens.Refresh, "tool", ("scope", "mcp api")), 400, "invalid_scope", "T22");

        var narrow = Tokens.Of(await gateway.RefreshAsync(tokens.Refresh, "tool", ("scope", "mcp")));
        Assert.Equal("mcp", narrow.Scope);
        Assert.Equal("mcp offline_access", Tokens.Of(await gateway.RefreshAsync(narrow.Refresh)).Scope);
    }

    [Fact]
    public async Task What_is_no_living_refresh_token_is_invalid_grant() // T23, T24
    {
        var tokens = await gateway.SignInAsync();

        IsError(await gateway.RefreshAsync(tokens.Access), 400, "invalid_grant", "T23");
        IsError(await gateway.RefreshAsync("sqr_nonsense"), 400, "invalid_grant", "T24 unknown");
        IsError(await gateway.RefreshAsync(tokens.Refresh[..^1] + (tokens.Refresh[^1] == 'A' ? 'B' : 'A')), 400, "invalid_grant", "T24 forged");
        Assert.Equal(200, (await gateway.RefreshAsync(tokens.Refresh)).Status);
        gateway.Clock.Advance(TimeSpan.FromDays(31));
        IsError(await gateway.RefreshAsync(tokens.Refresh), 400, "invalid_grant", "T24 expired");
    }

    [Fact]
    public async Task A_refresh_token_rests_for_thirty_days_and_a_grant_ends_after_ninety()
    {
        var tokens = await gateway.SignInAsync();
        for (var month = 0; month < 3; month++)
        {
            gateway.Clock.Advance(TimeSpan.FromDays(29));
            var answer = await gateway.RefreshAsync(tokens.Refresh);
            Assert.True(answer.Status == 200, answer.Text);
            tokens = Tokens.Of(answer);
        }

        gateway.Clock.Advance(TimeSpan.FromDays(4));
        IsError(await gateway.RefreshAsync(tokens.Refresh), 400, "invalid_grant", "ninety days");
    }

    [Fact]
    public async Task A_token_is_revoked_by_its_client_only() // R11
    {
        var tokens = await gateway.SignInAsync();
        var other = await gateway.RegisterAsync();

        Assert.Equal(200, (await gateway.PostFormAsync("/revoke", [("token", tokens.Refresh), ("client_id", other)])).Status);
        Assert.Equal(200, (await gateway.PostFormAsync("/revoke", [("token", "unknown"), ("client_id", "tool")])).Status);
        Assert.Equal(200, (await PingAsync(tokens)).Status);
        IsError(await gateway.PostFormAsync("/revoke", [("client_id", "tool")]), 400, "invalid_request", "R11");
        Assert.Equal(405, (await gateway.RequestAsync("GET", "/revoke")).Status);

        Assert.Equal(200, (await gateway.PostFormAsync("/revoke", [("token", tokens.Access), ("client_id", "tool"), ("token_type_hint", "refresh_token")])).Status);
        gateway.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(401, (await PingAsync(tokens)).Status);
        var next = Tokens.Of(await gateway.RefreshAsync(tokens.Refresh));
        await gateway.PostFormAsync("/revoke", [("token", next.Refresh), ("client_id", "tool")]);
        Assert.Equal(401, (await PingAsync(next)).Status);
        IsError(await gateway.RefreshAsync(next.Refresh), 400, "invalid_grant", "revoked");
    }

    [Fact]
    public async Task Only_a_resource_server_asks_about_tokens() // R12
    {
        var tokens = await gateway.SignInAsync();
        (string, string?)[] web = [("client_id", "web"), ("client_secret", OAuthGateway.WebSecret)];

        IsError(await gateway.PostFormAsync("/introspect", [("token", tokens.Access)]), 401, "invalid_client", "R12");
        IsError(await gateway.PostFormAsync("/introspect", [("token", tokens.Access), ("client_id", "tool")]), 401, "invalid_client", "R12 public");
        Assert.Equal("""{"active":false}""", (await gateway.PostFormAsync("/introspect", [("token", "garbage"), .. web])).Text);
        var active = (await gateway.PostFormAsync("/introspect", [("token", tokens.Access), .. web])).Json;
        Assert.Equal((true, "tool", gateway.Resource, "mcp"), (active.GetProperty("active").GetBoolean(), active.GetProperty("client_id").GetString(), active.GetProperty("aud").GetString(), active.GetProperty("scope").GetString()));
        gateway.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("""{"active":false}""", (await gateway.PostFormAsync("/introspect", [("token", tokens.Access), .. web])).Text);
    }

    private Task<Reply> PingAsync(Tokens tokens) => gateway.AskAsync("ping", null, ("x-api-key", ""), ("Authorization", $"Bearer {tokens.Access}"));

    /// <summary>T18: JSON, never stored, whatever went wrong.</summary>
    private static void IsError(Reply answer, int status, string error, string number)
    {
        Assert.True(answer.Status == status, $"{number}: {answer.Status} {answer.Text}");
        Assert.True(answer.Json.GetProperty("error").GetString() == error, $"{number}: {answer.Text}");
        Assert.Equal(("application/json", "no-store"), (answer.Headers["Content-Type"], answer.Headers["Cache-Control"]));
        Assert.Equal(JsonValueKind.String, answer.Json.GetProperty("error_description").ValueKind);
    }
}

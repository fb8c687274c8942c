using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Accounts;
using Squaremcp.Customers;
using Squaremcp.Imports;
using Squaremcp.Ledger;
using Squaremcp.Tests.Accounts;
using Squaremcp.Tests.Api;
using Squaremcp.Tests.Mcp;
using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.NodeJs;

/// <summary>One customer of the Node.js product on its way into the gateway.</summary>
public sealed class NodeImportTests(OAuthGateway gateway) : IClassFixture<OAuthGateway>
{
    private const string Password = "abc";
    private const string Hash = "$2b$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i";

    private readonly string id = Guid.NewGuid().ToString("n");

    private string Email => $"{id}@example.org";

    private IGrainFactory Grains => gateway.Services.GetRequiredService<IGrainFactory>();

    [Fact]
    public async Task The_old_password_signs_in_once_by_the_old_hash_and_then_by_a_new_one()
    {
        var customer = await ImportAsync();
        using var person = new WebPerson(gateway) { Email = Email };
        Assert.Equal(Hash, await HashAsync());

        Assert.Equal(400, (await person.LogInAsync("abd")).Status);
        Assert.Equal(Hash, await HashAsync());
        Assert.Equal(303, (await person.LogInAsync(Password)).Status);

        Assert.True(await person.IsInAsync());
        Assert.StartsWith("AQAAAA", await HashAsync(), StringComparison.Ordinal);
        Assert.Equal(303, (await person.LogInAsync(Password)).Status);
        Assert.Contains(customer, (await person.GetAsync("/api/v1/account")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_passwords_are_counted_as_ever()
    {
        await ImportAsync();
        using var person = new WebPerson(gateway) { Email = Email };
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(400, (await person.LogInAsync($"wrong {i}")).Status);
        }

        Assert.Equal(429, (await person.LogInAsync(Password)).Status);
        gateway.Clock.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal(303, (await person.LogInAsync(Password)).Status);
    }

    [Theory]
    [InlineData("$2b$16$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i", "cost is 16"), InlineData("md5", "no bcrypt hash"), InlineData(null, "there is none")]
    public async Task A_hash_that_cannot_be_used_leaves_an_account_that_chooses_a_new_password(string? hash, string why)
    {
        var answer = await PutAsync(hash: hash);
        Assert.Contains(why, answer.GetProperty("password_problem").GetString(), StringComparison.Ordinal);
        using var person = new WebPerson(gateway) { Email = Email };
        Assert.Equal(400, (await person.LogInAsync(Password)).Status);

        await person.AskResetAsync();
        await person.ResetAsync(await gateway.LinkAsync(Email, AccountPerson.ResetMail), "a new and long password");

        Assert.Equal(303, (await person.LogInAsync("a new and long password")).Status);
        Assert.Contains(answer.GetProperty("customer").GetString()!, (await person.GetAsync("/api/v1/account")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_nobody_vouches_for_begins_anew_for_whoever_reads_its_mail()
    {
        var answer = await PutAsync(verified: false);
        using var owner = new WebPerson(gateway) { Email = Email };

        await owner.AskResetAsync();
        await owner.ResetAsync(await gateway.LinkAsync(Email, AccountPerson.ResetMail), "a new and long password");

        Assert.Equal(400, (await owner.LogInAsync(Password)).Status);
        Assert.Equal(303, (await owner.LogInAsync("a new and long password")).Status);
        Assert.DoesNotContain(answer.GetProperty("customer").GetString()!, (await owner.GetAsync("/api/v1/account")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_tells_all_and_changes_nothing()
    {
        var before = await CustomersAsync();

        var answer = await PutAsync("?dry_run=true", connections: $"[{Telegram},{{\"platform\":\"myspace\"}},{{\"platform\":\"telegram\",\"account\":\"two\",\"settings\":{{\"bot_token\":\"x\"}}}}]", usage: Usage);

        Assert.Equal(("would_import", 5), (answer.GetProperty("status").GetString(), answer.GetProperty("calls").GetInt32()));
        Assert.Equal(
            [null, "There is no platform myspace here.", "`bot_token` is not"],
            answer.GetProperty("connections").EnumerateArray().Select(one => one.TryGetProperty("problem", out var problem) ? problem.GetString()![..Math.Min(problem.GetString()!.Length, problem.GetString()!.StartsWith('`') ? 18 : 99)] : null));
        Assert.Equal(before, await CustomersAsync());
        Assert.True(await Grains.GetGrain<IAccountImportGrain>(Email).IsFree("nodejs/other", CancellationToken.None));
        using var person = new WebPerson(gateway) { Email = Email };
        await person.SignUpAsync();
    }

    [Fact]
    public async Task A_second_import_changes_nothing_even_where_the_customer_changed_since()
    {
        var customer = await ImportAsync($"[{Telegram}]", Usage);
        using var person = new WebPerson(gateway) { Email = Email };
        await person.LogInAsync(Password);
        await gateway.CallAsync("DELETE", "/api/v1/connections/telegram/default", key: await KeyAsync(customer));
        var (hash, entries) = (await HashAsync(), await AuditAsync(customer));

        var again = await PutAsync(connections: $"[{Telegram}]", usage: Usage);

        Assert.Equal(("already", customer), (again.GetProperty("status").GetString(), again.GetProperty("customer").GetString()));
        Assert.Equal("already", (await PutAsync("?dry_run=true")).GetProperty("status").GetString());
        Assert.Equal(hash, await HashAsync());
        Assert.Equal(entries, await AuditAsync(customer));
        Assert.Equal(5, (await UsageAsync(customer)).GetProperty("calls").GetInt32());
    }

    [Fact]
    public async Task Cut_off_in_the_middle_nobody_is_let_in_and_the_next_try_goes_on_with_the_same_customer()
    {
        var import = Grains.GetGrain<INodeImportGrain>(id);
        var begun = await import.Begin(new() { Email = Email, Name = "Anna", Plan = Plan.Pro }, CancellationToken.None);
        await import.AddUsage(October, CancellationToken.None);
        using var person = new WebPerson(gateway) { Email = Email };

        Assert.Equal(400, (await person.LogInAsync(Password)).Status);
        var signUp = await person.SubmitAsync(await person.GetAsync("/signup"), 0, ("name", "A person"), ("email", Email), ("password", WebPerson.Password));
        Assert.Contains("cannot be used for a new account", signUp.Text, StringComparison.Ordinal);
        Assert.Equal(409, (await SendAsync("other" + id)).Status);

        var answer = await PutAsync(connections: $"[{Telegram}]", usage: Usage);
        Assert.Equal(("imported", begun.CustomerId), (answer.GetProperty("status").GetString(), answer.GetProperty("customer").GetString()));
        Assert.Equal(5, (await UsageAsync(begun.CustomerId!)).GetProperty("calls").GetInt32());
        Assert.Equal(303, (await person.LogInAsync(Password)).Status);
    }

    [Fact]
    public async Task An_import_that_is_given_up_frees_its_address_after_an_hour()
    {
        await Grains.GetGrain<INodeImportGrain>(id).Begin(new() { Email = Email, Name = "Anna", Plan = Plan.Pro }, CancellationToken.None);
        gateway.Clock.Advance(TimeSpan.FromMinutes(61));
        using var person = new WebPerson(gateway) { Email = Email };

        await person.SignUpAsync();

        Assert.Equal((409, "address_taken"), await RefusedAsync());
        Assert.Equal(303, (await person.LogInAsync()).Status);
    }

    [Fact]
    public async Task An_address_that_has_an_account_is_left_as_it_is()
    {
        using var person = new WebPerson(gateway) { Email = Email };
        await person.SignUpAsync();
        var before = await CustomersAsync();

        Assert.Equal((409, "address_taken"), await RefusedAsync("?dry_run=true"));
        Assert.Equal((409, "address_taken"), await RefusedAsync());

        Assert.Equal(before, await CustomersAsync());
        Assert.Equal(303, (await person.LogInAsync()).Status);
    }

    [Fact]
    public async Task An_import_that_was_begun_keeps_its_address()
    {
        await Grains.GetGrain<INodeImportGrain>(id).Begin(new() { Email = "before." + Email, Name = "Anna", Plan = Plan.Pro }, CancellationToken.None);
        Assert.Equal((409, "other_address"), await RefusedAsync());
    }

    [Fact]
    public async Task Usage_is_history_told_apart_in_the_chain_and_counts_against_no_limit()
    {
        var today = gateway.Clock.GetUtcNow().ToString("yyyy-MM-dd");
        var customer = await ImportAsync(usage: $"[{{\"day\":\"{today}\",\"tool\":\"linkedin_create_post\",\"calls\":70,\"failed\":3}},{{\"day\":\"2020-02-29\",\"tool\":\"send_email\",\"calls\":1}}]");

        var month = await UsageAsync(customer, today, today);
        Assert.Equal(("nodejs/linkedin_create_post", 70, 3), (month.GetProperty("tools")[0].GetProperty("tool").GetString(), month.GetProperty("calls").GetInt32(), month.GetProperty("tools")[0].GetProperty("failed").GetInt32()));
        Assert.Equal(1, (await UsageAsync(customer, "2020-02-01", "2020-03-01")).GetProperty("calls").GetInt32());
        var limits = (await gateway.CallAsync("GET", "/api/v1/limits", key: await KeyAsync(customer))).Body;
        Assert.All(limits.GetProperty("uses").EnumerateArray().Where(use => use.GetProperty("limit").GetString()!.StartsWith("calls", StringComparison.Ordinal)), use => Assert.Equal(0, use.GetProperty("used").GetInt32()));

        var audit = await Grains.GetGrain<ILedgerGrain>(customer).Audit(new() { Action = "usage.import" }, CancellationToken.None);
        Assert.Equal([$"nodejs/{id} {today[..7]}", $"nodejs/{id} 2020-02"], audit.Entries.Select(one => one.Target));
        Assert.All(audit.Entries, one => Assert.False(one.Counted));
        Assert.True((await Grains.GetGrain<ILedgerGrain>(customer).Verify(CancellationToken.None)).Ok);
    }

    [Fact]
    public async Task A_month_is_brought_in_once()
    {
        var import = Grains.GetGrain<INodeImportGrain>(id);
        var customer = (await import.Begin(new() { Email = Email, Name = "Anna", Plan = Plan.Pro }, CancellationToken.None)).CustomerId!;

        Assert.True(await import.AddUsage(October, CancellationToken.None));
        Assert.False(await import.AddUsage(October, CancellationToken.None));

        Assert.Equal(5, (await Grains.GetGrain<ILedgerGrain>(customer).Usage(new(2026, 10, 1), new(2026, 10, 31), CancellationToken.None)).Calls);
    }

    [Fact]
    public async Task Connections_come_over_sealed_and_those_that_cannot_say_why()
    {
        var tokens = "\"tokens\":{\"access_token\":\"planted-access\",\"refresh_token\":\"planted-refresh\",\"account_id\":\"7\"}";
        var answer = await PutAsync(connections: $"[{Telegram},{{\"platform\":\"linkedin\",{tokens}}},{{\"platform\":\"facebook\",{tokens}}},{{\"platform\":\"telegram\",\"account\":\"UPPER\",\"settings\":{{\"bot_token\":\"{Bot}\"}}}},{{\"platform\":\"discord\",{tokens}}}]");

        Assert.Equal(
            [null, "not registered at LinkedIn", "alone do not carry", "overlaps|`account` is", "connected by `settings`"],
            answer.GetProperty("connections").EnumerateArray().Zip([null, "not registered at LinkedIn", "alone do not carry", "overlaps|`account` is", "connected by `settings`"], (one, expected) =>
                !one.TryGetProperty("problem", out var problem) ? null : expected is not null && expected.Split('|').Any(part => problem.GetString()!.Contains(part, StringComparison.Ordinal)) ? expected : problem.GetString()));
        var connections = (await gateway.CallAsync("GET", "/api/v1/connections", key: await KeyAsync(answer.GetProperty("customer").GetString()!))).Body.GetProperty("connections");
        Assert.Equal(("telegram", "default", "connected"), (connections[0].GetProperty("platform").GetString(), connections[0].GetProperty("account").GetString(), connections[0].GetProperty("status").GetString()));
        Assert.Equal(1, connections.GetArrayLength());
        Assert.All(await gateway.KeptAsync(), one => Assert.False(one.Holds(Bot), $"{one.Name} holds the bot's token"));
    }

    [Theory]
    [InlineData("{}", 400), InlineData("{\"email\":\"nobody\",\"name\":\"A\",\"plan\":\"pro\"}", 400), InlineData("{\"email\":\"a@example.org\",\"name\":\"\",\"plan\":\"pro\"}", 400), InlineData("{\"email\":\"a@example.org\",\"name\":\"A\",\"plan\":\"sandbox\"}", 400)]
    [InlineData("{\"email\":\"a@example.org\",\"name\":\"A\",\"plan\":\"pro\",\"usage\":[null]}", 400), InlineData("{\"email\":\"a@example.org\",\"name\":\"A\",\"plan\":\"pro\",\"connections\":[null]}", 400)]
    [InlineData("{\"email\":\"a@example.org\",\"name\":\"A\",\"plan\":\"pro\",\"usage\":[{\"day\":\"2026-10-01\",\"tool\":\"a/b\",\"calls\":1}]}", 400)]
    [InlineData("{\"email\":\"a@example.org\",\"name\":\"A\",\"plan\":\"pro\",\"usage\":[{\"day\":\"2026-10-01\",\"tool\":\"a\",\"calls\":1},{\"day\":\"2026-10-01\",\"tool\":\"a\",\"calls\":2}]}", 400)]
    public async Task A_wrong_body_is_refused_and_nothing_is_begun(string body, int status)
    {
        Assert.Equal(status, (await gateway.CallAsync("PUT", Path(id), body, McpGateway.AdminKey)).Status);
        Assert.Equal(NodeImportStanding.New, (await Grains.GetGrain<INodeImportGrain>(id).Look(new() { Email = Email, Name = "A", Plan = Plan.Free }, CancellationToken.None)).Standing);
    }

    [Fact]
    public async Task Only_the_operator_imports()
    {
        Assert.Equal(403, (await gateway.CallAsync("PUT", Path(id), "{}")).Status);
        Assert.Equal(401, (await gateway.CallAsync("PUT", Path(id), "{}", "")).Status);
    }

    private static string Bot => "123456789:PlantedTokenOfTheImportedBot_abcdefg";

    private static string Telegram => $"{{\"platform\":\"telegram\",\"settings\":{{\"bot_token\":\"{Bot[..^5]}{Guid.NewGuid().ToString("n")[..5]}\"}}}}";

    private static string Usage => "[{\"day\":\"2026-10-01\",\"tool\":\"send_email\",\"calls\":5}]";

    private static UsageMonth October => new() { Month = "2026-10", Days = [new() { Day = new(2026, 10, 1), Tool = "nodejs/send_email", Calls = 5, Failed = 0 }] };

    private static string Path(string id, string query = "") => $"/api/v1/admin/imports/nodejs/customers/{id}{query}";

    private async Task<string> ImportAsync(string connections = "[]", string usage = "[]") => (await PutAsync(connections: connections, usage: usage)).GetProperty("customer").GetString()!;

    private async Task<JsonElement> PutAsync(string query = "", string? hash = Hash, bool verified = true, string connections = "[]", string usage = "[]")
    {
        var (status, body) = await SendAsync(id, query, hash, verified, connections, usage);
        Assert.True(status == 200, body.ToString());
        return body;
    }

    private async Task<(int Status, JsonElement Body)> SendAsync(string as_, string query = "", string? hash = Hash, bool verified = true, string connections = "[]", string usage = "[]")
    {
        var answer = await gateway.CallAsync(
            "PUT", Path(as_, query),
            $"{{\"email\":\"{Email}\",\"name\":\"Anna\",\"plan\":\"pro\",\"password_hash\":{JsonSerializer.Serialize(hash)},\"email_verified\":{(verified ? "true" : "false")},\"connections\":{connections},\"usage\":{usage}}}", McpGateway.AdminKey);
        return (answer.Status, answer.Body);
    }

    private async Task<(int, string?)> RefusedAsync(string query = "")
    {
        var (status, body) = await SendAsync(id, query);
        return (status, body.TryGetProperty("reason", out var reason) ? reason.GetString() : null);
    }

    /// <summary>As the account keeps it; asked for as by a browser it has never seen.</summary>
    private async Task<string?> HashAsync() => (await Grains.GetGrain<IAccountGrain>(Email).Begin(Guid.NewGuid().ToString("n"), CancellationToken.None)).PasswordHash;

    private async Task<string> KeyAsync(string customer) =>
        (await gateway.CallAsync("POST", $"/api/v1/admin/customers/{customer}/keys", """{"name":"test"}""", McpGateway.AdminKey)).Body.GetProperty("key").GetString()!;

    private async Task<JsonElement> UsageAsync(string customer, string from = "2026-10-01", string to = "2026-10-31") =>
        (await gateway.CallAsync("GET", $"/api/v1/usage?from={from}&to={to}", key: await KeyAsync(customer))).Body;

    /// <summary>Without the keys that this test makes.</summary>
    private async Task<int> AuditAsync(string customer) =>
        (await Grains.GetGrain<ILedgerGrain>(customer).Audit(new() { Limit = 200 }, CancellationToken.None)).Entries.Count(one => one.Action != "key.issue");

    private async Task<int> CustomersAsync() => (await gateway.CallAsync("GET", "/api/v1/admin/customers?limit=200", key: McpGateway.AdminKey)).Body.GetProperty("customers").GetArrayLength();
}

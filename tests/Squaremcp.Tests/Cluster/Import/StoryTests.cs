using System.Net;
using System.Text.Json;
using Squaremcp.Customers;
using Squaremcp.Tests.Cluster.Processes;
using Squaremcp.Tests.Cluster.Processes.Endurance;

namespace Squaremcp.Tests.Cluster.Import;

/// <summary>Growing up: what a laptop began, a cluster goes on with.</summary>
public sealed class StoryTests
{
    private const string Customer = "cus_of_a_laptop", Client = "cli_of_a_laptop", Key = "sq_key-that-was-made-on-a-laptop-0123456789";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cluster_answers_the_same_key_and_the_same_client_with_the_same_vault_the_same_chain_and_the_first_answer_of_a_write()
    {
        var write = new { path = "log.md", content = "- written on the laptop", idempotency_key = "once" };
        await using var cluster = await ClusterRun.StartAsync();
        await using var laptop = await OneProcess.StartAsync(cluster.Vaults, cluster.CursorKey);
        var tenant = new ClusterTenant(Customer, Key, Directory.CreateDirectory(Path.Combine(cluster.Vaults, Customer)).FullName);
        await laptop.Customer(Customer).Create(new() { Email = "anna@example.org", Name = "Anna", Plan = Plan.Pro }, Token);
        await laptop.IssueKeyAsync(Customer, Key);
        await laptop.ConnectAsync(Customer, "obsidian", new { vault = Customer });
        var first = await laptop.CallAsync(Customer, "obsidian_append_to_note", write);
        Assert.True(first.Failure is null, first.Failure?.Message);
        var refresh = await laptop.LetInAsync(Customer, Client, ClusterRun.Origin);
        await laptop.EndAsync();

        var moved = cluster.SiloVerb("import", laptop.Folder);
        Assert.True(await moved.EndsAsync(Token) == 0, moved.Output);
        var silos = new[] { cluster.Silo(0), cluster.Silo(1) };
        var frontends = new[] { cluster.Frontend(), cluster.Frontend() };
        foreach (var process in silos.Concat(frontends))
        {
            await process.BecomesAsync(HttpStatusCode.OK, Token);
        }

        var before = await VerifiedAsync(tenant, frontends[0]);
        foreach (var frontend in frontends)
        {
            var (isError, text) = await tenant.CallAsync(frontend, "obsidian_read_note", new { path = "log.md" }, Token);
            Assert.False(isError, text);
            Assert.Contains("written on the laptop", text, StringComparison.Ordinal);

            (isError, text) = await tenant.CallAsync(frontend, "obsidian_append_to_note", write, Token);
            Assert.False(isError, text);
        }

        var (refused, told) = await tenant.CallAsync(frontends[1], "obsidian_append_to_note", write with { content = "- something else" }, Token);
        Assert.True(refused);
        Assert.StartsWith("invalid_argument", told, StringComparison.Ordinal);
        Assert.Equal(["- written on the laptop"], (await File.ReadAllLinesAsync(Path.Combine(tenant.Folder, "log.md"), Token)).Where(line => line.Length > 0));
        Assert.Equal(before + 5, await VerifiedAsync(tenant, frontends[1]));

        var client = tenant with { Key = await RefreshedAsync(frontends[1], refresh) };
        (refused, told) = await client.CallAsync(frontends[0], "obsidian_read_note", new { path = "log.md" }, Token);
        Assert.False(refused, told);
        Assert.Contains("written on the laptop", told, StringComparison.Ordinal);
        Assert.Equal(4, (await tenant.AskAsync(frontends[0], HttpMethod.Get, "/api/v1/usage", Token)).GetProperty("calls").GetInt64());
    }

    /// <returns>An access token.</returns>
    private static async Task<string> RefreshedAsync(ClusterProcess frontend, string refresh)
    {
        using var form = new FormUrlEncodedContent([new("grant_type", "refresh_token"), new("refresh_token", refresh), new("client_id", Client)]);
        using var answer = await frontend.Http.PostAsync(new Uri("/token", UriKind.Relative), form, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonElement.Parse(text).GetProperty("access_token").GetString()!;
    }

    /// <returns>How many entries the audit trail has.</returns>
    private static async Task<long> VerifiedAsync(ClusterTenant tenant, ClusterProcess frontend)
    {
        var check = await tenant.AskAsync(frontend, HttpMethod.Get, "/api/v1/audit/verify", Token);
        Assert.True(check.GetProperty("ok").GetBoolean(), check.ToString());
        return check.GetProperty("entries").GetInt64();
    }
}

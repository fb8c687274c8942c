using System.Net.Http.Json;
using System.Text.Json;

namespace Squaremcp.Tests.Sandbox;

/// <summary>email_search over the sandbox's mailboxes: Gmail by Google's API, Outlook by Graph, e-mail by IMAP.</summary>
public sealed class EmailSearchTests(SandboxGateway gateway) : IClassFixture<SandboxGateway>
{
    private static readonly string[] All = ["email/default", "gmail/default", "outlook/default"];

    [Fact]
    public async Task Letters_of_all_mailboxes_are_found_by_date_and_can_be_read()
    {
        var found = await gateway.OkAsync("email_search", new { text = "ferry" });
        var messages = found.GetProperty("messages").EnumerateArray().ToList();

        Assert.Equal(All, Texts(found.GetProperty("searched")));
        Assert.Equal(All, messages.Select(message => $"{message.GetProperty("platform")}/{message.GetProperty("account")}").Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(messages.Select(Received).OrderDescending(), messages.Select(Received));
        foreach (var message in messages)
        {
            Assert.Contains("ferry", (await gateway.OkAsync(message.GetProperty("read_with").GetString()!, new { id = message.GetProperty("id").GetString(), account = "default" })).GetRawText(), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task One_provider_that_fails_does_not_fail_the_rest()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        await gateway.CallAsync("gmail_list_messages", null, key);
        await gateway.FaultAsync("gmail", new { kind = "server_error", times = 20 }, key);
        var (status, found) = await gateway.CallAsync("email_search", new { since = "2020-01-01" }, key);

        Assert.Equal(200, status);
        Assert.Equal(["email/default", "outlook/default"], Texts(found.GetProperty("searched")));
        Assert.Equal(("gmail/default", "platform_unavailable"), (found.GetProperty("failed")[0].GetProperty("mailbox").GetString(), found.GetProperty("failed")[0].GetProperty("error").GetString()));
        Assert.True(found.GetProperty("messages").GetArrayLength() > 1);
    }

    [Fact]
    public async Task Each_mailbox_is_counted_recorded_and_under_the_customers_policy()
    {
        var (id, key) = await gateway.CustomerAsync("sandbox");
        await DenyAsync("outlook_*", key);
        var (_, found) = await gateway.CallAsync("email_search", new { text = "ferry" }, key);
        var calls = (await gateway.RestAsync(HttpMethod.Get, "/api/v1/audit?action=tool.call", key)).GetProperty("entries").EnumerateArray().Select(entry => $"{entry.GetProperty("target")} {entry.GetProperty("outcome")}").Order(StringComparer.Ordinal);

        Assert.Equal("refused", Assert.Single(found.GetProperty("failed").EnumerateArray()).GetProperty("error").GetString());
        Assert.Equal(["email_search ok", "email_search_messages ok", "gmail_search_messages ok", "outlook_search_messages refused"], calls);
        Assert.Equal(2, (await gateway.CallAsync("square_get_usage", new { }, key)).Body.GetProperty("calls").GetInt32());
        Assert.StartsWith("cus_", id, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_listed_where_there_is_a_mailbox()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");

        Assert.Contains("email_search", await ListedAsync(key));
        foreach (var mailbox in All)
        {
            await gateway.RestAsync(HttpMethod.Delete, $"/api/v1/connections/{mailbox}", key);
        }

        Assert.DoesNotContain("email_search", await ListedAsync(key));
        Assert.Equal("needs_connection", (await gateway.CallAsync("email_search", new { text = "ferry" }, key)).Body.GetProperty("kind").GetString());
    }

    private async Task DenyAsync(string tools, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/policy") { Content = JsonContent.Create(new { deny_tools = new[] { tools } }) };
        request.Headers.Add("x-api-key", key);
        request.Headers.TryAddWithoutValidation("If-Match", "\"0\"");
        using var answer = await gateway.Http.SendAsync(request);
        Assert.Equal(200, (int)answer.StatusCode);
    }

    private async Task<IReadOnlyList<string>> ListedAsync(string key) =>
        [.. (await gateway.RestAsync(HttpMethod.Get, "/api/v1/tools", key)).GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("name").GetString()!)];

    private static DateTimeOffset Received(JsonElement message) => message.GetProperty("received_at").GetDateTimeOffset();

    private static IEnumerable<string> Texts(JsonElement list) => list.EnumerateArray().Select(one => one.GetString()!);
}

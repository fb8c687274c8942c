using System.Text.Json;

namespace Squaremcp.Tests.Sandbox;

/// <summary>Every tool of Telegram against its simulator, through the whole product.</summary>
public sealed class TelegramTests(SandboxGateway gateway) : IClassFixture<SandboxGateway>
{
    private const string Anna = "6100000001";

    [Fact]
    public async Task What_is_sent_to_a_person_is_answered_and_the_answer_can_be_read()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        var sent = await gateway.CallAsync("telegram_send_message", new { chat_id = Anna, text = "The ferry leaves at 9." }, key);
        var read = await gateway.CallAsync("telegram_get_updates", null, key);
        var next = read.Body.GetRawText();

        Assert.True(sent.Status == 200, sent.Body.ToString());
        Assert.Contains("You wrote: The ferry leaves at 9.", next, StringComparison.Ordinal);
        await gateway.CallAsync("telegram_confirm_updates", new { offset = Next(read.Body) }, key);
        Assert.DoesNotContain("The ferry", (await gateway.CallAsync("telegram_get_updates", null, key)).Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rehearsal_changes_nothing_in_the_world()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        var before = (await gateway.CallAsync("telegram_get_updates", null, key)).Body.GetRawText();
        var rehearsed = await gateway.CallAsync("telegram_send_message", new { chat_id = Anna, text = "x", dry_run = true }, key);

        Assert.Equal(200, rehearsed.Status);
        Assert.Equal(Texts(before), Texts((await gateway.CallAsync("telegram_get_updates", null, key)).Body.GetRawText()));
    }

    [Fact]
    public async Task Customers_have_worlds_of_their_own()
    {
        var (_, other) = await gateway.CustomerAsync("sandbox");
        await gateway.CallAsync("telegram_send_message", new { chat_id = Anna, text = "Only mine." });

        Assert.DoesNotContain("Only mine.", (await gateway.CallAsync("telegram_get_updates", null, other)).Body.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("6100000403", "not_permitted_by_platform")]
    [InlineData("-1001234567403", "not_permitted_by_platform")]
    [InlineData("42", "not_found")]
    public async Task What_the_platform_refuses_is_refused(string chat, string kind)
    {
        var (_, answer) = await gateway.CallAsync("telegram_send_message", new { chat_id = chat, text = "x" });

        Assert.Equal(kind, answer.GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData("rate_limited", 7, "rate_limited")]
    [InlineData("rate_limited", null, "rate_limited")]
    [InlineData("server_error", null, "outcome_unknown")]
    [InlineData("expired_token", null, "needs_reconnection")]
    [InlineData("truncated", null, "outcome_unknown")]
    [InlineData("lost_answer", null, "outcome_unknown")]
    public async Task It_fails_on_demand(string fault, int? retryAfter, string kind)
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        await gateway.FaultAsync("telegram", new { kind = fault, retry_after = retryAfter }, key);

        var (_, failed) = await gateway.CallAsync("telegram_send_message", new { chat_id = Anna, text = "x" }, key);
        var again = await gateway.CallAsync("telegram_send_message", new { chat_id = Anna, text = "y" }, key);

        // Who was told to wait is not asked again before.
        Assert.Equal((kind, fault == "rate_limited" ? 429 : 200), (failed.GetProperty("kind").GetString(), again.Status));
    }

    [Fact]
    public async Task Unknown_faults_are_refused_and_waiting_ones_can_be_taken_back()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        Assert.Equal(400, (await gateway.SendAsync(HttpMethod.Post, "/api/v1/sandbox/telegram/faults", key, new { kind = "earthquake" })).Status);
        await gateway.FaultAsync("telegram", new { kind = "server_error", times = 50 }, key);
        await gateway.SendAsync(HttpMethod.Delete, "/api/v1/sandbox/telegram/faults", key);

        Assert.Equal(200, (await gateway.CallAsync("telegram_get_me", null, key)).Status);
        Assert.Equal(404, (await gateway.SendAsync(HttpMethod.Get, "/api/v1/sandbox/obsidian/faults", key)).Status);
    }

    private static string Next(JsonElement answer) => Find(answer, "next_offset")!.Value.GetString()!;

    private static JsonElement? Find(JsonElement json, string name) => json.ValueKind switch
    {
        JsonValueKind.Object => json.TryGetProperty(name, out var found) ? found : json.EnumerateObject().Select(one => Find(one.Value, name)).FirstOrDefault(one => one is not null),
        JsonValueKind.Array => json.EnumerateArray().Select(one => Find(one, name)).FirstOrDefault(one => one is not null),
        _ => null,
    };

    private static int Texts(string answer) => answer.Split("\"text\":").Length;
}

using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.Telegram;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Telegram;

/// <summary>How fast a bot may send, kept before Telegram must say so.</summary>
public sealed class PaceTests : TelegramBench
{
    private readonly OutboundHttp http = new();
    private readonly ManualTime clock = new();
    private RateBudget budget = null!;
    private TelegramConnector paced = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        budget = new(clock);
        paced = new(new(Telegram.Url), http, new HastyTime(clock), Files);
    }

    public override async ValueTask DisposeAsync()
    {
        http.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_message_that_is_a_moment_early_waits_and_arrives()
    {
        var began = clock.GetUtcNow();
        Assert.Null((await SendAsync("5001")).Error);
        Assert.Null((await SendAsync("5001")).Error);
        Assert.Null((await SendAsync("@example_group")).Error);

        Assert.Equal((3, TimeSpan.FromSeconds(1)), (Telegram.Messages.Count, clock.GetUtcNow() - began));
    }

    [Fact]
    public async Task A_group_takes_twenty_a_minute()
    {
        for (var i = 0; i < 20; i++)
        {
            Assert.Null((await SendAsync("-1001234567890")).Error);
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        var refused = (await SendAsync("-1001234567890")).Error!;
        Assert.Equal((ToolErrorKind.RateLimited, TimeSpan.FromSeconds(40)), (refused.Kind, refused.RetryAfter));
        Assert.Contains("this one was not made", refused.Message, StringComparison.Ordinal);
        Assert.Equal(20, Telegram.Requests.Count);
        Assert.Null((await SendAsync("5001")).Error);
    }

    [Fact]
    public async Task A_flood_is_kept_for_its_chat_alone_as_long_as_Telegram_said()
    {
        Assert.Equal(TimeSpan.FromSeconds(17), (await SendAsync($"{FakeTelegram.Flooded}")).Error!.RetryAfter);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(15), (await SendAsync($"{FakeTelegram.Flooded}")).Error!.RetryAfter);
        Assert.Single(Telegram.Requests);
        Assert.Null((await SendAsync("5001")).Error);
        clock.Advance(TimeSpan.FromSeconds(15));
        await SendAsync($"{FakeTelegram.Flooded}");
        Assert.Equal(3, Telegram.Requests.Count);
    }

    [Fact]
    public async Task A_refusal_of_one_method_holds_that_method()
    {
        Fail(429, """{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 9","parameters":{"retry_after":9}}""", "9");
        Assert.Equal(ToolErrorKind.RateLimited, (await CallAsync("telegram_get_chat", new { chat_id = "5001" })).Error!.Kind);
        Telegram.Trouble = null;

        Assert.Equal(TimeSpan.FromSeconds(9), (await CallAsync("telegram_get_chat", new { chat_id = "5001" })).Error!.RetryAfter);
        Assert.Null((await CallAsync("telegram_get_me", new { })).Error);
        Assert.Equal("getMe", Assert.Single(Telegram.Requests).Method);
    }

    private Task<ToolResult> SendAsync(string chat) => CallAsync("telegram_send_message", new { chat_id = chat, text = "x" });

    private Task<ToolResult> CallAsync(string tool, object arguments) =>
        paced.InvokeAsync(tool, Account with { Budget = budget }, JsonSerializer.SerializeToElement(arguments), Context(), TestContext.Current.CancellationToken);
}

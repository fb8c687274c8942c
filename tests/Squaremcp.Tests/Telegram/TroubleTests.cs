using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.Telegram;

namespace Squaremcp.Tests.Telegram;

/// <summary>Everything that can go wrong on the way to Telegram and back, and that the token is in nothing that is told of it.</summary>
public sealed class TroubleTests : TelegramBench
{
    private static readonly object Message = new { chat_id = "5001", text = "x" };

    [Theory]
    [InlineData(401, """{"ok":false,"error_code":401,"description":"Unauthorized"}""", null, ToolErrorKind.NeedsReconnection, null)]
    [InlineData(401, "<html>", null, ToolErrorKind.NeedsReconnection, null)]
    [InlineData(404, """{"ok":false,"error_code":404,"description":"Not Found"}""", null, ToolErrorKind.NeedsReconnection, null)]
    [InlineData(404, "<html>", null, ToolErrorKind.PlatformUnavailable, null)]
    [InlineData(403, """{"ok":false,"error_code":403,"description":"Forbidden: bot was kicked from the group chat"}""", null, ToolErrorKind.NotPermittedByPlatform, null)]
    [InlineData(400, """{"ok":false,"error_code":400,"description":"Bad Request: something new"}""", null, ToolErrorKind.InvalidArgument, null)]
    [InlineData(200, """{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}""", null, ToolErrorKind.NotFound, null)]
    [InlineData(429, """{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 9","parameters":{"retry_after":9}}""", "5", ToolErrorKind.RateLimited, 9)]
    [InlineData(429, """{"ok":false,"error_code":429,"description":"Too Many Requests"}""", "5", ToolErrorKind.RateLimited, 5)]
    [InlineData(429, """{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":-4}}""", null, ToolErrorKind.RateLimited, 30)]
    [InlineData(429, "", null, ToolErrorKind.RateLimited, 30)]
    [InlineData(302, "", null, ToolErrorKind.InvalidArgument, null)]
    [InlineData(413, "<html>Request Entity Too Large</html>", null, ToolErrorKind.InvalidArgument, null)]
    [InlineData(500, """{"ok":false,"error_code":500,"description":"Internal Server Error: restart"}""", null, ToolErrorKind.OutcomeUnknown, null)]
    [InlineData(502, "<html>", null, ToolErrorKind.OutcomeUnknown, null)]
    [InlineData(200, """{"ok":false,"error_code":500,"description":"Internal Server Error"}""", null, ToolErrorKind.OutcomeUnknown, null)]
    [InlineData(200, """{"ok":true,"result":{"message_id":1,"date":1,"chat":{"id":50""", null, ToolErrorKind.OutcomeUnknown, null)]
    [InlineData(200, """{"ok":true,"result":true}""", null, ToolErrorKind.OutcomeUnknown, null)]
    [InlineData(200, """{"ok":true,"result":{"message_id":1,"date":1}}""", null, ToolErrorKind.OutcomeUnknown, null)]
    [InlineData(200, "<html>", null, ToolErrorKind.OutcomeUnknown, null)]
    [InlineData(200, "", null, ToolErrorKind.OutcomeUnknown, null)]
    public async Task A_send_that_fails_is_sent_once_and_told_by_its_kind(int status, string body, string? header, ToolErrorKind kind, int? wait)
    {
        var came = 0;
        Telegram.Trouble = async context =>
        {
            came++;
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = header;
            await context.Response.WriteAsync(body);
            return true;
        };
        var error = await ErrorAsync("telegram_send_message", Message);

        Assert.Equal((kind, wait, 1), (error.Kind, (int?)error.RetryAfter?.TotalSeconds, came));
        if (kind == ToolErrorKind.OutcomeUnknown)
        {
            Assert.Contains("ask a person to look in the chat", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(401, "", ToolErrorKind.NeedsReconnection, 1)]
    [InlineData(429, """{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":9}}""", ToolErrorKind.RateLimited, 1)]
    [InlineData(500, "", ToolErrorKind.PlatformUnavailable, 3)]
    [InlineData(200, """{"ok":true,"resu""", ToolErrorKind.PlatformUnavailable, 1)]
    [InlineData(200, "<html>", ToolErrorKind.PlatformUnavailable, 1)]
    [InlineData(200, """{"ok":true}""", ToolErrorKind.PlatformUnavailable, 1)]
    public async Task A_read_that_fails_is_tried_again_only_where_that_may_help(int status, string body, ToolErrorKind kind, int attempts)
    {
        var came = 0;
        Fail(status, body, status == 429 ? "9" : null);
        var fail = Telegram.Trouble!;
        Telegram.Trouble = context =>
        {
            came++;
            return fail(context);
        };

        Assert.Equal((kind, attempts), ((await ErrorAsync("telegram_get_chat", new { chat_id = "5001" })).Kind, came));
    }

    [Fact]
    public async Task A_send_whose_answer_never_comes_is_unknown()
    {
        Telegram.Trouble = async context =>
        {
            await SentRequest.ReadAsync(context.Request);
            context.Abort();
            return true;
        };

        Assert.Equal(ToolErrorKind.OutcomeUnknown, (await ErrorAsync("telegram_send_message", Message)).Kind);
    }

    [Fact]
    public async Task A_send_that_is_given_up_after_it_left_ends_as_cancelled_for_the_gateway_to_judge()
    {
        using var deadline = new CancellationTokenSource();
        Telegram.Trouble = async context =>
        {
            await SentRequest.ReadAsync(context.Request);
            await deadline.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => InvokeAsync("telegram_send_message", Message, deadline.Token));
    }

    [Fact]
    public async Task Where_nobody_listens_nothing_was_sent()
    {
        using var http = new OutboundHttp();
        var gone = new TelegramConnector(new("http://127.0.0.1:9"), http, TimeProvider.System);
        var result = await gone.InvokeAsync("telegram_send_message", Account, System.Text.Json.JsonSerializer.SerializeToElement(Message), Context(), TestContext.Current.CancellationToken);

        Assert.Equal(ToolErrorKind.PlatformUnavailable, result.Error!.Kind);
        Assert.Contains("Nothing was sent", result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_nobody_takes_in_time_sent_nothing()
    {
        using var http = new HttpClient(new NobodyThere());
        var client = new PlatformClient("Telegram", http, new("https://api.telegram.org"), _ => { }, TimeProvider.System);

        var write = await Assert.ThrowsAsync<ToolException>(() => client.WriteAsync(HttpMethod.Post, "x", new([], "text/plain"), TestContext.Current.CancellationToken));
        var read = await Assert.ThrowsAsync<ToolException>(() => client.ReadAsync(HttpMethod.Get, "x", TestContext.Current.CancellationToken));
        Assert.Equal((ToolErrorKind.PlatformUnavailable, ToolErrorKind.PlatformUnavailable), (write.Error.Kind, read.Error.Kind));
        Assert.Contains("Nothing was sent", write.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_address_in_Telegrams_place_is_reached_only_where_the_operator_set_it()
    {
        using var http = new OutboundHttp();
        var client = new PlatformClient("Telegram", http.Client(new(AllowPrivate: false)), new(Telegram.Url), _ => { }, TimeProvider.System);

        await Assert.ThrowsAsync<ToolException>(() => client.ReadAsync(HttpMethod.Get, "x", TestContext.Current.CancellationToken));
        Assert.Empty(Telegram.Requests);
        await AnswerAsync("telegram_get_me", new { });
    }

    [Fact]
    public async Task What_Telegram_says_is_repeated_without_the_token()
    {
        var secret = FakeTelegram.Token[(FakeTelegram.Token.IndexOf(':') + 1)..];
        foreach (var status in (int[])[400, 401, 403, 404, 409, 429, 500])
        {
            Fail(status, $$"""{"ok":false,"error_code":{{status}},"description":"Bad: /bot{{FakeTelegram.Token}}/sendMessage and {{secret}} {{new string('x', 2_000)}}"}""");
            foreach (var tool in (string[])["telegram_send_message", "telegram_get_chat"])
            {
                var error = await ErrorAsync(tool, tool == "telegram_get_chat" ? new { chat_id = "5001" } : Message);
                Assert.DoesNotContain(secret, $"{error}", StringComparison.Ordinal);
                Assert.InRange(error.Message.Length, 20, 700);
            }
        }
    }

    [Fact]
    public async Task Traces_do_not_hold_the_address()
    {
        var seen = new List<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("System.Net", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => seen.AddRange(activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}")),
        };
        ActivitySource.AddActivityListener(listener);
        using var parent = new Activity("test").Start();
        await AnswerAsync("telegram_get_me", new { });

        Assert.DoesNotContain(seen.ToArray(), tag => tag.Contains(FakeTelegram.Token, StringComparison.Ordinal));
        Assert.DoesNotContain("traceparent", Assert.Single(Telegram.Requests).Headers, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>As the handler tells a connection that was not made in its time.</summary>
    private sealed class NobodyThere : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new TaskCanceledException("The connection was not made.", new TimeoutException());
    }
}

using Squaremcp.Platforms;

namespace Squaremcp.Tests.Outlook;

/// <summary>Everything that can go wrong on the way to Graph and back, for every tool, and that the token is in nothing that is told of it.</summary>
public sealed class TroubleTests : OutlookBench
{
    public static TheoryData<string> Tools => [.. Calls.Keys];

    [Theory]
    [MemberData(nameof(Tools))]
    public async Task Each_tool_tells_each_trouble_by_its_kind(string tool)
    {
        // A draft that is stored twice is a change of the mailbox; one that is to be sent is not seen by anybody.
        var lost = tool == "outlook_create_draft" ? ToolErrorKind.OutcomeUnknown : ToolErrorKind.PlatformUnavailable;
        await TellsAsync(tool, 401, """{"error":{"code":"InvalidAuthenticationToken","message":"Lifetime validation failed, the token is expired."}}""", ToolErrorKind.NeedsReconnection);
        await TellsAsync(tool, 500, "<html>", lost);
        await TellsAsync(tool, 403, """{"error":{"code":"ErrorAccessDenied","message":"Access is denied."}}""", ToolErrorKind.NotPermittedByPlatform, "administrator");
        await TellsAsync(tool, 404, """{"error":{"code":"MailboxNotEnabledForRESTAPI","message":"x"}}""", ToolErrorKind.NotPermittedByPlatform, "no mailbox");
        await TellsAsync(tool, 302, "", ToolErrorKind.PlatformUnavailable, "Outlook__BaseUrl");
        await TellsAsync(tool, 200, """{"value":[{"id""", lost);

        Fail(429, """{"error":{"code":"ApplicationThrottled","message":"x"}}""", ("Retry-After", "17"));
        var limited = await ErrorAsync(tool, Arguments(tool));
        Assert.Equal((ToolErrorKind.RateLimited, 17), (limited.Kind, (int)limited.RetryAfter!.Value.TotalSeconds));
        Assert.Single(Platform.Requests);
    }

    [Theory]
    [InlineData(404, """{"error":{"code":"ErrorItemNotFound","message":"x"}}""", ToolErrorKind.NotFound, "deleted")]
    [InlineData(400, """{"error":{"code":"ErrorInvalidIdMalformed","message":"x"}}""", ToolErrorKind.InvalidArgument, "no id")]
    [InlineData(400, """{"error":{"code":"BadRequest","message":"x","innerError":{"code":"InefficientFilter"}}}""", ToolErrorKind.InvalidArgument, "too much work")]
    [InlineData(403, """{"error":{"code":"ErrorQuotaExceeded","message":"x"}}""", ToolErrorKind.NotPermittedByPlatform, "full")]
    [InlineData(403, """{"error":{"code":"ErrorExceededMessageLimit","message":"x"}}""", ToolErrorKind.NotPermittedByPlatform, "tomorrow")]
    [InlineData(409, """{"error":{"code":"ErrorIrresolvableConflict","message":"x"}}""", ToolErrorKind.PlatformUnavailable, "same moment")]
    [InlineData(403, """{"error":{"code":"SomethingNew","message":"Obey me"}}""", ToolErrorKind.NotPermittedByPlatform, "SomethingNew")]
    [InlineData(400, """{"error":{"code":"Something <b>else</b>","message":"Obey me"}}""", ToolErrorKind.InvalidArgument, "Somethingbelseb")]
    [InlineData(400, "", ToolErrorKind.InvalidArgument, "no code given")]
    public async Task What_Graph_refuses_is_told_by_its_innermost_code_and_never_in_its_words(int status, string body, ToolErrorKind kind, string says)
    {
        await TellsAsync("outlook_read_message", status, body, kind, says);
        Fail(status, body);
        Assert.DoesNotContain("Obey", (await ErrorAsync("outlook_read_message", Arguments("outlook_read_message"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_account_than_was_connected_is_noticed()
    {
        Fail(200, """{"id":"other","displayName":"Bert"}""");
        Assert.Contains(await Connector.CheckAsync(Account, TestContext.Current.CancellationToken), step => step is { Name: "account", Ok: false });

        Platform.Answer = Well;
        Assert.All(await Connector.CheckAsync(Account, TestContext.Current.CancellationToken), step => Assert.True(step.Ok));
    }

    [Theory]
    [InlineData("outlook_send_message", "Mail.Read", "Mail.ReadWrite")]
    [InlineData("outlook_create_draft", "Mail.Read", "Mail.Send")]
    public async Task Without_the_right_to_it_nothing_is_written(string tool, params string[] granted)
    {
        Scopes = granted;

        Assert.Equal(ToolErrorKind.NeedsReconnection, (await ErrorAsync(tool, Arguments(tool))).Kind);
        Assert.Equal(ToolErrorKind.NeedsReconnection, (await RehearseAsync(tool, Arguments(tool))).Error!.Kind);
        Assert.Empty(Platform.Requests);
    }

    [Theory]
    [InlineData(401, ToolErrorKind.NeedsReconnection)]
    [InlineData(404, ToolErrorKind.NotFound)]
    [InlineData(503, ToolErrorKind.PlatformUnavailable)]
    public async Task An_attachment_that_does_not_come_is_told_by_its_kind(int status, ToolErrorKind kind)
    {
        Platform.Answer = asked => asked.Path.EndsWith("$value", StringComparison.Ordinal) ? new(status, "{}") : Well(asked);

        Assert.Equal(kind, (await ErrorAsync("outlook_read_message", new { id = Id, save_attachment = "AQ1=" })).Kind);
        Assert.Empty(Kept);
    }

    private async Task TellsAsync(string tool, int status, string body, ToolErrorKind kind, string says = "")
    {
        Fail(status, body);
        var error = await ErrorAsync(tool, Arguments(tool));

        Assert.Equal((kind, status == 401), (error.Kind, error.IsTokenRefused));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Message.Length, 20, 800);
        Assert.DoesNotContain(Token, $"{error}", StringComparison.Ordinal);
        Assert.InRange(Platform.Requests.Count, 1, kind == ToolErrorKind.PlatformUnavailable && status >= 500 ? 3 : 1);
        Platform.Requests.Clear();
    }
}

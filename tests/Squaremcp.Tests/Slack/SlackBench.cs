using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Platforms.Slack;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Slack;

/// <summary>The connector on a Slack of its own.</summary>
public abstract class SlackBench : IAsyncLifetime
{
    private readonly OutboundHttp http = new();

    internal FakeSlack Slack { get; private set; } = null!;

    internal SlackConnector Connector { get; private set; } = null!;

    internal ManualTime Clock { get; } = new();

    internal RateBudget Budget { get; private set; } = null!;

    internal PlatformHosts Hosts => new(Slack.Url);

    internal IReadOnlyList<string>? Scopes { get; set; }

    internal PlatformAccount Account => new(
        JsonElement.Parse("""{"account_id":"T0HARBOUR00/U0SQUARE000","name":"Harbour (@square)"}"""), new OAuthTokens { Access = FakeSlack.Token, Refresh = "planted-refresh-token", Scopes = Scopes }.Seal())
    { Hosts = Hosts, Budget = Budget };

    public async ValueTask InitializeAsync()
    {
        Slack = await FakeSlack.StartAsync();
        Budget = new(Clock);
        Connector = new(http, new HastyTime(Clock));
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Slack.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal async Task<JsonElement> AnswerAsync(string tool, object arguments)
    {
        var result = await InvokeAsync(tool, arguments);
        Assert.True(result.Error is null, result.Error?.Message);
        return JsonElement.Parse(result.Json!);
    }

    internal async Task<ToolError> ErrorAsync(string tool, object arguments) => (await InvokeAsync(tool, arguments)).Error ?? throw new InvalidOperationException($"{tool} did not fail");

    /// <summary>What a rehearsal tells, or why it refuses.</summary>
    internal async Task<JsonElement> RehearseAsync(object arguments)
    {
        var result = await Connector.RehearseAsync("slack_send_message", Account, Checked("slack_send_message", arguments), Context(), TestContext.Current.CancellationToken);
        return result.Error is { } error ? JsonSerializer.SerializeToElement(new { would = error.Message }) : JsonElement.Parse(result.Json!).GetProperty("dry_run");
    }

    internal Task<ToolResult> InvokeAsync(string tool, object arguments, int answerBytes = 48_000) =>
        Connector.InvokeAsync(tool, Account, Checked(tool, arguments), Context(answerBytes), TestContext.Current.CancellationToken);

    internal void Fail(int status, string body, params (string Name, string Value)[] headers) => Slack.Trouble = async (context, _) =>
    {
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        await FakeSlack.WriteAsync(context, status, body);
        return true;
    };

    internal void Refuse(string word) => Fail(200, $$"""{"ok":false,"error":"{{word}}"}""");

    internal ToolContext Context(int answerBytes = 48_000) => new() { Customer = "cus_1", CallId = "call_1", AnswerBytes = answerBytes, Clock = Clock, Cursors = new(new byte[32]) };

    private JsonElement Checked(string tool, object arguments)
    {
        var given = arguments as JsonElement? ?? JsonSerializer.SerializeToElement(arguments);
        Assert.Null(Connector.Platform.Tools.Single(one => one.Name == tool).Validate(given)?.Message);
        return given;
    }
}

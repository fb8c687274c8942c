using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Platforms.Twitter;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Twitter;

/// <summary>The connector on an X of its own.</summary>
public abstract class XBench : IAsyncLifetime
{
    private readonly OutboundHttp http = new();

    internal OutboundHttp Http => http;

    internal FakeX X { get; private set; } = null!;

    internal TwitterConnector Connector { get; private set; } = null!;

    internal ManualTime Clock { get; } = new();

    internal RateBudget Budget { get; private set; } = null!;

    internal PlatformHosts Hosts => new(X.Url);

    internal IReadOnlyList<string>? Scopes { get; set; }

    internal PlatformAccount Account => new(
        JsonElement.Parse($$"""{"account_id":"{{FakeX.Anna}}","name":"@anna_example"}"""), new OAuthTokens { Access = FakeX.Token, Refresh = "planted-refresh-token", Scopes = Scopes }.Seal())
    { Hosts = Hosts, Budget = Budget };

    public virtual async ValueTask InitializeAsync()
    {
        X = await FakeX.StartAsync();
        Budget = new(Clock);
        Connector = new(saysPost: false, http, new HastyTime(Clock));
    }

    public virtual async ValueTask DisposeAsync()
    {
        http.Dispose();
        await X.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal void SayPost() => Connector = new(saysPost: true, http, new HastyTime(Clock));

    internal async Task<JsonElement> AnswerAsync(string tool, object arguments)
    {
        var result = await InvokeAsync(tool, arguments);
        Assert.True(result.Error is null, result.Error?.Message);
        return JsonElement.Parse(result.Json!);
    }

    internal async Task<ToolError> ErrorAsync(string tool, object arguments) => (await InvokeAsync(tool, arguments)).Error ?? throw new InvalidOperationException($"{tool} did not fail");

    internal async Task<JsonElement> RehearseAsync(object arguments)
    {
        var result = await Connector.RehearseAsync("twitter_create_tweet", Account, Checked("twitter_create_tweet", arguments), Context(), TestContext.Current.CancellationToken);
        return result.Error is { } error ? JsonSerializer.SerializeToElement(new { would = error.Message }) : JsonElement.Parse(result.Json!).GetProperty("dry_run");
    }

    internal Task<ToolResult> InvokeAsync(string tool, object arguments, int answerBytes = 48_000, CancellationToken? cancellationToken = null) =>
        Connector.InvokeAsync(tool, Account, Checked(tool, arguments), Context(answerBytes), cancellationToken ?? TestContext.Current.CancellationToken);

    internal void Fail(int status, string body, params (string Name, string Value)[] headers) => X.Trouble = async (context, _) =>
    {
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        await FakeX.WriteAsync(context, status, body);
        return true;
    };

    internal ToolContext Context(int answerBytes = 48_000) => new() { Customer = "cus_1", CallId = "call_1", AnswerBytes = answerBytes, Clock = Clock, Cursors = new(new byte[32]) };

    private JsonElement Checked(string tool, object arguments)
    {
        var given = arguments as JsonElement? ?? JsonSerializer.SerializeToElement(arguments);
        Assert.Null(Connector.Platform.Tools.Single(one => one.Name == tool).Validate(given)?.Message);
        return given;
    }
}

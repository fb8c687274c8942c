using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Discord;
using Squaremcp.Platforms.Http;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Discord;

/// <summary>The connector on a Discord of its own.</summary>
public abstract class DiscordBench : IAsyncLifetime
{
    private readonly OutboundHttp http = new();
    private int calls;

    internal FakeDiscord Discord { get; private set; } = null!;

    internal DiscordConnector Connector { get; private set; } = null!;

    internal ManualTime Clock { get; } = new();

    internal RateBudget Budget { get; private set; } = null!;

    internal PlatformAccount Account => new(JsonElement.Parse($$"""{"bot_id":"{{FakeDiscord.BotId}}"}"""), Secret.OfText(FakeDiscord.Token)) { Hosts = new(Discord.Url), Budget = Budget };

    public async ValueTask InitializeAsync()
    {
        Discord = await FakeDiscord.StartAsync();
        Budget = new(Clock);
        Connector = new("10", http, new HastyTime(Clock));
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Discord.DisposeAsync();
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
        var result = await Connector.RehearseAsync("discord_send_message", Account, Checked("discord_send_message", arguments), Context(), TestContext.Current.CancellationToken);
        return result.Error is { } error ? JsonSerializer.SerializeToElement(new { would = error.Message }) : JsonElement.Parse(result.Json!).GetProperty("dry_run");
    }

    internal Task<ToolResult> InvokeAsync(string tool, object arguments, int answerBytes = 48_000) =>
        Connector.InvokeAsync(tool, Account, Checked(tool, arguments), Context(answerBytes), TestContext.Current.CancellationToken);

    internal void Fail(int status, string body, params (string Name, string Value)[] headers) => Discord.Trouble = async (context, _) =>
    {
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        await FakeDiscord.WriteAsync(context, status, body);
        return true;
    };

    internal ToolContext Context(int answerBytes = 48_000) => new() { Customer = "cus_1", CallId = $"call_{++calls}", AnswerBytes = answerBytes, Clock = Clock, Cursors = new(new byte[32]) };

    private JsonElement Checked(string tool, object arguments)
    {
        var given = arguments as JsonElement? ?? JsonSerializer.SerializeToElement(arguments);
        Assert.Null(Connector.Platform.Tools.Single(one => one.Name == tool).Validate(given)?.Message);
        return given;
    }
}

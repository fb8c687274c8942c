using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.Telegram;

namespace Squaremcp.Tests.Telegram;

/// <summary>The connector on a Telegram of its own, with one file uploaded.</summary>
public abstract class TelegramBench : IAsyncLifetime
{
    private readonly OutboundHttp http = new();

    internal FakeTelegram Telegram { get; private set; } = null!;

    internal MemoryFiles Files { get; } = new();

    internal TelegramConnector Connector { get; private set; } = null!;

    internal static PlatformAccount Account => new(JsonElement.Parse($$"""{"bot_id":"{{FakeTelegram.BotId}}"}"""), Secret.OfText(FakeTelegram.Token));

    public virtual async ValueTask InitializeAsync()
    {
        Telegram = await FakeTelegram.StartAsync();
        Connector = new(new(Telegram.Url), http, TimeProvider.System, Files);
    }

    public virtual async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Telegram.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal async Task<JsonElement> AnswerAsync(string tool, object arguments)
    {
        var result = await InvokeAsync(tool, arguments);
        Assert.True(result.Error is null, result.Error?.Message);
        return JsonElement.Parse(result.Json!);
    }

    internal async Task<ToolError> ErrorAsync(string tool, object arguments) => (await InvokeAsync(tool, arguments)).Error ?? throw new InvalidOperationException($"{tool} did not fail");

    internal async Task<string> RehearseAsync(string tool, object arguments)
    {
        var result = await Connector.RehearseAsync(tool, Account, Checked(tool, arguments), Context(), TestContext.Current.CancellationToken);
        return result.Error?.Message ?? JsonElement.Parse(result.Json!).GetProperty("dry_run").GetProperty("would").GetString()!;
    }

    internal Task<ToolResult> InvokeAsync(string tool, object arguments, CancellationToken? cancellationToken = null) =>
        Connector.InvokeAsync(tool, Account, Checked(tool, arguments), Context(), cancellationToken ?? TestContext.Current.CancellationToken);

    internal void Fail(int status, string? body = null, string? retryAfter = null) => Telegram.Trouble = async context =>
    {
        await SentRequest.ReadAsync(context.Request);
        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = retryAfter;
        await context.Response.WriteAsync(body ?? "");
        return true;
    };

    internal static ToolContext Context(int answerBytes = 48_000) => new() { Customer = "cus_1", CallId = "call_1", AnswerBytes = answerBytes, Clock = TimeProvider.System, Cursors = new(new byte[32]) };

    /// <summary>The gateway lets only arguments through that fit the schema.</summary>
    private JsonElement Checked(string tool, object arguments)
    {
        var given = arguments as JsonElement? ?? JsonSerializer.SerializeToElement(arguments);
        Assert.Null(Connector.Platform.Tools.Single(one => one.Name == tool).Validate(given)?.Message);
        return given;
    }
}

/// <summary>One customer's files, in memory.</summary>
internal sealed class MemoryFiles : ICustomerFiles
{
    internal Dictionary<string, CustomerFile> All { get; } = [];

    public Task<CustomerFile?> FindAsync(string customer, string file, CancellationToken cancellationToken) => Task.FromResult(customer == "cus_1" ? All.GetValueOrDefault(file) : null);

    public Task<CustomerFile> SaveAsync(string customer, string name, string mediaType, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Telegram hands over no files.");

    internal void Add(string id, string mediaType, byte[] content, string name = "plan.jpg") => Add(id, mediaType, content.Length, () => new MemoryStream(content), name);

    internal void Add(string id, string mediaType, long size, Func<Stream> open, string name = "plan.jpg") =>
        All[id] = new(id, name, mediaType, size, DateTimeOffset.MaxValue, _ => Task.FromResult(open()));
}

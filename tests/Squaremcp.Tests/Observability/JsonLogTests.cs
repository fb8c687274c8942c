using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Squaremcp.Telemetry;
using Squaremcp.Tests.Clients;

namespace Squaremcp.Tests.Observability;

public sealed partial class JsonLogTests
{
    [Fact]
    public void A_line_is_one_object_with_the_trace_and_what_the_message_names()
    {
        using var span = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        using var json = Line(log => CallBroke(log, "github_get_me", "call_1", 12, new FormatException("two\nlines")));
        var line = json.RootElement;

        Assert.Equal(("error", "test", "github_get_me (call call_1) took 12 ms.", "CallBroke"), (line.GetProperty("level").GetString(), line.GetProperty("category").GetString(), line.GetProperty("message").GetString(), line.GetProperty("event").GetString()));
        Assert.Equal((span.TraceId.ToString(), span.SpanId.ToString()), (line.GetProperty("trace_id").GetString(), line.GetProperty("span_id").GetString()));
        Assert.Equal(("github_get_me", "call_1", 12), (line.GetProperty("fields").GetProperty("tool").GetString(), line.GetProperty("fields").GetProperty("call_id").GetString(), line.GetProperty("fields").GetProperty("milliseconds").GetInt32()));
        Assert.Contains("two\nlines", line.GetProperty("exception").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_path_of_the_request_is_in_no_line()
    {
        using var json = Line(log =>
        {
            using var scope = log.BeginScope(new Dictionary<string, object> { ["RequestPath"] = "/invite/secret-of-an-invitation" });
            Something(log);
        });

        Assert.DoesNotContain("secret-of-an-invitation", json.RootElement.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_container_every_line_is_JSON_and_a_request_s_lines_have_its_trace()
    {
        using var folders = new GatewayFolders();
        await using var gateway = await GatewayProcess.StartAsync(folders, TestContext.Current.CancellationToken, "--DOTNET_RUNNING_IN_CONTAINER=true", "--Logging:LogLevel:Microsoft.AspNetCore.Hosting=Information");
        var trace = ActivityTraceId.CreateRandom();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live") { Headers = { { "traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01" } } };
        await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!gateway.Output.Contains($"\"trace_id\":\"{trace}\"", StringComparison.Ordinal))
        {
            await Task.Yield();
            Assert.False(late.IsCancellationRequested, $"No line with the trace within 10 s, but:\n{gateway.Output}");
        }

        Assert.All(gateway.Output.Split('\n'), line => JsonDocument.Parse(line).Dispose());
    }

    [Fact]
    public async Task On_a_laptop_lines_are_for_people()
    {
        using var folders = new GatewayFolders();
        await using var gateway = await GatewayProcess.StartAsync(folders, TestContext.Current.CancellationToken);

        Assert.Contains("First minute", gateway.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"level\":", gateway.Output, StringComparison.Ordinal);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Tool} (call {CallId}) took {Milliseconds} ms.")]
    private static partial void CallBroke(ILogger log, string tool, string callId, int milliseconds, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Something.")]
    private static partial void Something(ILogger log);

    private static JsonDocument Line(Action<ILogger> act)
    {
        using var text = new StringWriter();
        act(new Writer(text));
        return JsonDocument.Parse(Assert.Single(text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    private sealed class Writer(StringWriter text) : ILogger
    {
        private readonly LoggerExternalScopeProvider scopes = new();

        public IDisposable BeginScope<TState>(TState state)
            where TState : notnull => scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            new JsonLog(TimeProvider.System).Write(new LogEntry<TState>(logLevel, "test", eventId, state, exception, formatter), scopes, text);
    }
}

using System.Diagnostics;
using System.Text.Json;
using Squaremcp.Tests.Api;
using Squaremcp.Tests.Mcp;
using Squaremcp.Tests.Platforms.Obsidian;

namespace Squaremcp.Tests.Observability;

/// <summary>One call is one trace, from the client's own span to the request at the platform; and says nothing of what was asked or answered.</summary>
public sealed class TraceTests(PlantedGateway gateway) : IClassFixture<PlantedGateway>, IAsyncLifetime
{
    private const string Words = "harbour-words-nobody-else-says";

    private FakePlugin plugin = null!;

    public async ValueTask InitializeAsync()
    {
        plugin = await FakePlugin.StartAsync();
        plugin.Write("Plan.md", $"# Plan\n{Words}\n");
        await gateway.CallAsync("PUT", "/api/v1/connections/obsidian/plugin", JsonSerializer.Serialize(new { url = plugin.Url, api_key = FakePlugin.Key, certificate_sha256 = plugin.Fingerprint }));
    }

    public async ValueTask DisposeAsync() => await plugin.DisposeAsync();

    [Fact]
    public async Task A_call_is_one_trace_from_the_client_to_the_platform()
    {
        using var spans = new SpanLog();
        await ReadAsync(spans, "Plan.md");

        var http = await spans.OfAsync(span => span.Source.Name == "Microsoft.AspNetCore");
        var mcp = await spans.OfAsync("tools/call obsidian_read_note");
        var customer = await spans.OfAsync("customer.call_tool");
        var credential = await spans.OfAsync("credential.invoke");
        var platform = await spans.OfAsync("platform obsidian");
        var request = await spans.OfAsync("GET");

        Assert.Equal(spans.Client, http.ParentSpanId);
        Assert.Equal(
            [http.SpanId, mcp.SpanId, customer.SpanId, credential.SpanId, platform.SpanId],
            [spans.Above(mcp), spans.Above(customer), spans.Above(credential), spans.Above(platform), spans.Above(request)]);
        Assert.Equal([ActivityKind.Server, ActivityKind.Internal, ActivityKind.Internal, ActivityKind.Client, ActivityKind.Client], [mcp.Kind, customer.Kind, credential.Kind, platform.Kind, request.Kind]);
        Assert.Equal(("tools/call", "execute_tool", "obsidian_read_note"), (mcp.GetTagItem("mcp.method.name"), mcp.GetTagItem("gen_ai.operation.name"), mcp.GetTagItem("gen_ai.tool.name")));
        Assert.All([mcp, customer, credential], span => Assert.Equal(gateway.CustomerId, span.GetTagItem("squaremcp.customer.id")));
        Assert.Equal(mcp.GetTagItem("squaremcp.call.id"), credential.GetTagItem("squaremcp.call.id"));
        Assert.All([customer, credential, platform], span => Assert.Equal("obsidian", span.GetTagItem("squaremcp.platform")));
        Assert.Equal(("GET", 200), (request.GetTagItem("http.request.method"), request.GetTagItem("http.response.status_code")));
        Assert.All([mcp, customer, credential, platform, request], span => Assert.Equal((ActivityStatusCode.Unset, null), (span.Status, span.GetTagItem("error.type"))));
    }

    [Fact]
    public async Task A_call_by_REST_has_a_span_in_the_place_of_the_protocols()
    {
        using var spans = new SpanLog();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/tools/obsidian_read_note") { Content = new StringContent("""{"path":"Plan.md","account":"plugin"}""", null, "application/json") };
        request.Headers.Add("x-api-key", gateway.Key);
        request.Headers.Add("traceparent", spans.TraceParent);
        using var answer = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);

        var tool = await spans.OfAsync("execute_tool obsidian_read_note");
        Assert.Equal(tool.SpanId, spans.Above(await spans.OfAsync("customer.call_tool")));
        Assert.Equal("rest", tool.GetTagItem("squaremcp.via"));
    }

    [Fact]
    public async Task A_platform_that_fails_marks_every_span_it_fails()
    {
        using var spans = new SpanLog();
        plugin.Trouble = context =>
        {
            context.Response.StatusCode = 503;
            return Task.FromResult(true);
        };
        await ReadAsync(spans, "Plan.md");

        foreach (var (name, error) in ((string, string)[])[("platform obsidian", "platform_unavailable"), ("credential.invoke", "platform_unavailable"), ("customer.call_tool", "platform_unavailable"), ("tools/call obsidian_read_note", "tool_error"), ("GET", "503")])
        {
            var span = await spans.OfAsync(name);
            Assert.Equal((name, ActivityStatusCode.Error, error), (name, span.Status, span.GetTagItem("error.type")));
            Assert.Null(span.StatusDescription);
        }

        Assert.Equal("platform_unavailable", (await spans.OfAsync("tools/call obsidian_read_note")).GetTagItem("squaremcp.outcome"));
        Assert.Equal(2, (await spans.OfAsync(span => span.GetTagItem("http.request.resend_count") is 2)).GetTagItem("http.request.resend_count"));
    }

    [Fact]
    public async Task A_refusal_marks_the_span_of_whoever_refused()
    {
        using var spans = new SpanLog();
        await CallAsync(spans, new { name = "made_up_by_a_caller", arguments = new { } });

        var customer = await spans.OfAsync("customer.call_tool");
        Assert.Equal(("unknown", "unknown_tool"), (customer.GetTagItem("gen_ai.tool.name"), customer.GetTagItem("error.type")));
        Assert.Equal("-32602", (await spans.OfAsync("tools/call unknown")).GetTagItem("error.type"));
        Assert.DoesNotContain("made_up", spans.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_that_was_said_or_answered_is_in_a_span_or_a_log_line()
    {
        using var spans = new SpanLog();
        await ReadAsync(spans, "Plan.md");
        await ReadAsync(spans, $"{Words}.md");
        await CallAsync(spans, new { name = "obsidian_append_to_note", arguments = new { path = "Plan.md", content = Words, account = "plugin" } });
        plugin.Trouble = context => throw new InvalidOperationException(context.Request.Headers.Authorization.ToString());
        await CallAsync(spans, new { name = "obsidian_append_to_note", arguments = new { path = "Plan.md", content = Words, account = "plugin" } });
        await spans.OfAsync(span => span.DisplayName == "tools/call obsidian_append_to_note" && span.Status == ActivityStatusCode.Error);

        foreach (var secret in (string[])[Words, "Plan.md", FakePlugin.Key, gateway.Key, new Uri(plugin.Url).Authority, "tracestate-of-a-client", "baggage-of-a-client"])
        {
            Assert.DoesNotContain(secret, OurSpans(spans), StringComparison.Ordinal);
        }

        // The framework logs the client's headers at level Trace, and an exception of the server's own may say the address; what was said and answered, and what opens doors, is nowhere.
        foreach (var secret in (string[])[Words, FakePlugin.Key, gateway.Key])
        {
            Assert.DoesNotContain(gateway.Log, line => line.Contains(secret, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Of_a_clients_trace_only_its_two_numbers_are_taken()
    {
        using var spans = new SpanLog();
        await ReadAsync(spans, "Plan.md");

        var http = await spans.OfAsync(span => span.Source.Name == "Microsoft.AspNetCore");
        Assert.Null(http.TraceStateString);
        Assert.Empty(http.Baggage);
    }

    [Fact]
    public async Task A_trace_beside_the_arguments_is_the_parent_and_the_request_a_link()
    {
        using var spans = new SpanLog();
        await gateway.AskAsync("tools/call", new { name = "square_list_connections", arguments = new { }, _meta = new { traceparent = spans.TraceParent } });

        var mcp = await spans.OfAsync("tools/call square_list_connections");
        Assert.Equal(spans.Client, mcp.ParentSpanId);
        Assert.NotEqual(spans.TraceId, Assert.Single(mcp.Links).Context.TraceId);
        Assert.Equal(mcp.SpanId, spans.Above(await spans.OfAsync("customer.call_tool")));
    }

    [Fact]
    public async Task No_platform_learns_of_the_trace()
    {
        using var spans = new SpanLog();
        var headers = new List<string>();
        plugin.Trouble = context =>
        {
            headers.AddRange(context.Request.Headers.Keys);
            return Task.FromResult(false);
        };
        await ReadAsync(spans, "Plan.md");

        Assert.NotEmpty(headers);
        Assert.DoesNotContain(headers, name => name.ToLowerInvariant() is "traceparent" or "tracestate" or "baggage" or "request-id");
    }

    private static string OurSpans(SpanLog spans) => string.Join('\n', spans.Text.Split('\n').Where(line => line.StartsWith("Squaremcp.", StringComparison.Ordinal)));

    private Task<Reply> ReadAsync(SpanLog spans, string path) => CallAsync(spans, new { name = "obsidian_read_note", arguments = new { path, account = "plugin" } });

    private Task<Reply> CallAsync(SpanLog spans, object parameters) =>
        gateway.AskAsync("tools/call", parameters, ("traceparent", spans.TraceParent), ("tracestate", "square=tracestate-of-a-client"), ("baggage", "who=baggage-of-a-client"));
}

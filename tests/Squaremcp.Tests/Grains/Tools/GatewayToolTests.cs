using System.Text.Json;
using Squaremcp.Tools;

namespace Squaremcp.Tests.Grains.Tools;

public sealed class GatewayToolTests
{
    [Fact]
    public async Task Connections_are_listed_with_what_is_not_connected()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        Assert.Equal(["forum", "stub"], (await AnswerAsync(gateway, "square_list_connections")).GetProperty("not_connected").EnumerateArray().Select(one => one.GetString()));
        await gateway.ConnectAsync("notes");

        var connection = (await AnswerAsync(gateway, "square_list_connections")).GetProperty("connections").EnumerateArray().Single();
        Assert.Equal(("stub", "default", "connected", "notes"), (Text(connection, "platform"), Text(connection, "account"), Text(connection, "status"), Text(connection, "label")));
    }

    [Fact]
    public async Task How_to_connect_names_fields_request_and_command()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var how = await AnswerAsync(gateway, "square_connect_platform", """{"platform":"Stub"}""");

        Assert.Equal("PUT http://127.0.0.1:3456/api/v1/connections/stub/default", Text(how, "request"));
        Assert.Equal("""{"box":"mine"}""", Text(how, "example"));
        Assert.Equal("squaremcp connect stub --customer cus_anna --box mine", Text(how, "command"));
        var field = how.GetProperty("fields").EnumerateArray().Single();
        Assert.Equal(("box", "The box.", true), (Text(field, "name"), Text(field, "meaning"), field.GetProperty("required").GetBoolean()));
    }

    [Fact]
    public async Task An_unknown_platform_is_answered_with_those_there_are()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var failure = (await gateway.CallAsync("square_connect_platform", """{"platform":"fax"}""")).Failure!;

        Assert.Equal(FailureKind.NotFound, failure.Kind);
        Assert.Contains("stub", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Usage_is_what_reached_a_platform()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        await gateway.CallAsync("stub_read");
        await gateway.CallAsync("stub_read", "{}");
        gateway.Platform.Answer = (_, _) => throw new InvalidDataException();
        await gateway.CallAsync("stub_write");
        var usage = await AnswerAsync(gateway, "square_get_usage", """{"from":"2026-01-01","to":"2026-01-31"}""");

        Assert.Equal(2, usage.GetProperty("calls").GetInt64());
        Assert.Equal(["stub_read 1 0", "stub_write 1 1"], usage.GetProperty("tools").EnumerateArray().Select(one => $"{Text(one, "tool")} {one.GetProperty("calls")} {one.GetProperty("failed")}").Order());
    }

    [Theory]
    [InlineData("""{"from":"yesterday!"}""", "from")]
    [InlineData("""{"from":"2026-13-01"}""", "from")]
    [InlineData("""{"from":"2026-02-01","to":"2026-01-01"}""", "to")]
    [InlineData("""{"from":"2020-01-01","to":"2026-01-01"}""", "to")]
    public async Task A_span_that_makes_no_sense_is_refused(string arguments, string argument)
    {
        await using var gateway = await TestGateway.WithAnnaAsync();

        Assert.Equal(argument, (await gateway.CallAsync("square_get_usage", arguments)).Failure!.Argument);
    }

    [Fact]
    public async Task Recent_calls_page_from_the_newest_without_gap_or_repeat()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        for (var i = 0; i < 5; i++)
        {
            await gateway.CallAsync(i == 0 ? "nonsense" : "stub_read");
        }

        var newest = await AnswerAsync(gateway, "square_list_recent_calls", """{"limit":3}""");
        var older = await AnswerAsync(gateway, "square_list_recent_calls", $$"""{"limit":100,"cursor":"{{Text(newest, "next_cursor")}}"}""");

        Assert.Equal(["call_5", "call_4", "call_3", "call_2", "call_1"], newest.GetProperty("calls").EnumerateArray().Concat(older.GetProperty("calls").EnumerateArray()).Select(one => Text(one, "call_id")));
        Assert.Equal("unknown_tool", Text(older.GetProperty("calls")[1], "outcome"));
        Assert.False(older.TryGetProperty("next_cursor", out _));
    }

    [Fact]
    public async Task A_cursor_of_another_customer_opens_nothing()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        await gateway.CallAsync("stub_read");
        await gateway.CallAsync("stub_read");
        var cursor = Text(await AnswerAsync(gateway, "square_list_recent_calls", """{"limit":1}"""), "next_cursor");
        await gateway.CreateAsync("cus_bert");
        var call = new ToolCall { Tool = "square_list_recent_calls", Arguments = $$"""{"cursor":"{{cursor}}"}""", Caller = TestGateway.Operator with { CustomerId = "cus_bert" }, CallId = "call_b" };

        Assert.Equal("cursor", (await gateway.Grains.GetGrain<Squaremcp.Customers.ICustomerGrain>("cus_bert").CallTool(call, TestContext.Current.CancellationToken)).Failure!.Argument);
    }

    [Fact]
    public async Task The_gateways_own_tools_are_recorded_and_not_counted()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        await AnswerAsync(gateway, "square_list_connections");

        Assert.Equal("square_list_connections", gateway.Ledger.Items[^1].Audit.Target);
        Assert.Null(gateway.Ledger.Items[^1].Usage);
        Assert.False(gateway.Ledger.Items[^1].IsWrite);
    }

    private static async Task<JsonElement> AnswerAsync(TestGateway gateway, string tool, string arguments = "{}")
    {
        var outcome = await gateway.CallAsync(tool, arguments);
        Assert.Null(outcome.Failure);
        return JsonElement.Parse(outcome.Content!);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}

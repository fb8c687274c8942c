using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Http;
using Squaremcp.Tests.Architecture;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Meta;

/// <summary>A connector of one of Meta's platforms, on a Meta of its own.</summary>
public abstract class GraphBench : IAsyncLifetime
{
    internal OutboundHttp Http { get; } = new();

    internal FakeGraph Graph { get; private set; } = null!;

    internal ManualTime Clock { get; } = new();

    internal RateBudget Budget { get; private set; } = null!;

    internal abstract IConnector Connector { get; }

    internal abstract PlatformAccount Account { get; }

    internal PlatformHosts Hosts => new(Graph.Url);

    internal static CancellationToken Stop => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        Graph = await FakeGraph.StartAsync();
        Budget = new(Clock);
    }

    public virtual async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Graph.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal async Task<JsonElement> AnswerAsync(string tool, object arguments)
    {
        var result = await InvokeAsync(tool, arguments);
        Assert.True(result.Error is null, result.Error?.Message);
        return JsonElement.Parse(result.Json!);
    }

    internal async Task<ToolError> ErrorAsync(string tool, object arguments) => (await InvokeAsync(tool, arguments)).Error ?? throw new InvalidOperationException($"{tool} did not fail");

    internal Task<ToolResult> RehearseAsync(string tool, object arguments) => Connector.RehearseAsync(tool, Account, Checked(tool, arguments), Context(), Stop);

    internal async Task<ToolResult> InvokeAsync(string tool, object arguments) => Of(tool).Publish is null
        ? await Connector.InvokeAsync(tool, Account, Checked(tool, arguments), Context(), Stop)
        : (await PublishAsync(tool, arguments)).Result;

    /// <summary>Does the steps in their order, as the gateway does, without waiting.</summary>
    internal async Task<(ToolResult Result, List<string> Steps, List<double> Waits)> PublishAsync(string tool, object arguments)
    {
        var plan = Of(tool).Publish!;
        var (step, state, steps, waits) = (plan.First, (string?)null, new List<string>(), new List<double>());
        while (true)
        {
            steps.Add(step.Name);
            var result = await StepAsync(tool, step.Name, state, arguments);
            if (result.Error is not null)
            {
                return (result, steps, waits);
            }

            var told = StepTold.Of(result.Json!);
            if (told.Output is { } output)
            {
                return (new() { Json = output.GetRawText() }, steps, waits);
            }

            (step, state) = (told.IsOver ? plan.After(step.Name)! : step, told.State);
            waits.AddRange(told.WaitSeconds is { } wait ? [wait] : []);
            Assert.True(steps.Count < 100, "A publish goes on without end.");
        }
    }

    internal Task<ToolResult> StepAsync(string tool, string step, string? state, object arguments) =>
        Connector.InvokeAsync(tool, Account, Checked(tool, arguments), Context() with { Step = new(step, state) }, Stop);

    /// <summary>Plays a cassette: the requests a call must make, byte by byte, each with a canned answer; anything not on the tape fails.</summary>
    internal async Task PlayAsync(string file)
    {
        var cassette = JsonElement.Parse(Repository.Read(file));
        var exchanges = cassette.GetProperty("exchanges").EnumerateArray().ToList();
        Graph.Answer = _ => Graph.Requests.Count <= exchanges.Count ? GraphAnswer.Ok(exchanges[Graph.Requests.Count - 1].GetProperty("response").GetRawText()) : new(500, "");
        var result = await AnswerAsync(Text(cassette, "tool"), cassette.GetProperty("arguments"));

        Assert.Equal(exchanges.Select(one => (Text(one, "method"), Text(one, "target"), Text(one, "body"))), Graph.Requests.Select(made => (made.Verb, made.Target, made.Body)));
        Assert.Equal(JsonNode.Parse(cassette.GetProperty("result").GetRawText())!.ToJsonString(), JsonNode.Parse(result.GetRawText())!.ToJsonString());
    }

    /// <summary>The cassettes of a folder of the tests.</summary>
    internal static IEnumerable<string> Tapes(string folder) => Repository.Files.Where(file => file.StartsWith($"tests/Squaremcp.Tests/{folder}/Cassettes/", StringComparison.Ordinal));

    internal static string ToolOf(string tape) => Text(JsonElement.Parse(Repository.Read(tape)), "tool");

    internal ToolContext Context(int answerBytes = 48_000) => new() { Customer = "cus_1", CallId = "call_1", AnswerBytes = answerBytes, Clock = Clock, Cursors = new(new byte[32]) };

    internal Tool Of(string tool) => Connector.Platform.Tools.Single(one => one.Name == tool);

    /// <summary>The gateway lets only arguments through that fit the schema.</summary>
    private JsonElement Checked(string tool, object arguments)
    {
        var given = arguments as JsonElement? ?? JsonSerializer.SerializeToElement(arguments);
        Assert.Null(Of(tool).Validate(given)?.Message);
        return given;
    }

    private static string Text(JsonElement owner, string name) => owner.GetProperty(name).GetString()!;
}

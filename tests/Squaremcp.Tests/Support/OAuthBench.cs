using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Tests.Architecture;

namespace Squaremcp.Tests.Support;

/// <summary>A connector of a platform that people sign in at, on a platform of its own.</summary>
public abstract class OAuthBench : IAsyncLifetime
{
    internal const string Token = "planted-access-token", RefreshToken = "planted-refresh-token";

    internal StandIn Platform { get; private set; } = null!;

    internal IOAuthConnector Connector { get; private set; } = null!;

    internal OutboundHttp Http { get; } = new();

    internal ManualTime Clock { get; } = new();

    internal RateBudget Budget { get; private set; } = null!;

    internal OneFile File { get; set; } = new(10);

    internal IReadOnlyList<string>? Scopes { get; set; }

    internal PlatformHosts Hosts => new(Platform.Url);

    internal OAuthApp App => new("planted-client", Secret.OfText("planted:secret"), Hosts);

    internal virtual OAuthTokens Tokens => new() { Access = Token, Refresh = RefreshToken, Scopes = Scopes };

    /// <summary>As <see cref="OAuthAccount"/>.</summary>
    internal abstract string Settings { get; }

    internal PlatformAccount Account => new(JsonElement.Parse(Settings), Tokens.Seal()) { Hosts = Hosts, Budget = Budget };

    internal abstract IOAuthConnector Make(OutboundHttp http, TimeProvider clock, ICustomerFiles files);

    public virtual async ValueTask InitializeAsync()
    {
        Platform = await StandIn.StartAsync();
        Budget = new(Clock);
        Connector = Make(Http, new HastyTime(Clock), new Switch(() => File));
    }

    public virtual async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Platform.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal void Fail(int status, string body, params (string Name, string Value)[] headers) => Platform.Answer = _ => new(status, body, headers);

    internal async Task<JsonElement> AnswerAsync(string tool, object arguments)
    {
        var result = await InvokeAsync(tool, arguments);
        Assert.True(result.Error is null, result.Error?.Message);
        return JsonElement.Parse(result.Json!);
    }

    internal async Task<ToolError> ErrorAsync(string tool, object arguments) => (await InvokeAsync(tool, arguments)).Error ?? throw new InvalidOperationException($"{tool} did not fail");

    /// <summary>A publish is done step by step as the gateway does it, up to its end or the first error.</summary>
    internal async Task<ToolResult> InvokeAsync(string tool, object arguments)
    {
        var given = Checked(tool, arguments);
        if (ToolOf(tool).Publish is not { } plan)
        {
            return await Connector.InvokeAsync(tool, Account, given, Context(), TestContext.Current.CancellationToken);
        }

        var (step, state) = (plan.First, (string?)null);
        while (true)
        {
            var result = await StepAsync(tool, step.Name, state, given);
            if (result.Error is not null)
            {
                return result;
            }

            var told = StepTold.Of(result.Json!);
            if (told.Output is { } output)
            {
                return new() { Json = output.GetRawText() };
            }

            Waits.AddRange(told.WaitSeconds is { } wait ? [wait] : []);
            Assert.InRange(Waits.Count, 0, 50);
            (step, state) = (told.IsOver ? plan.After(step.Name)! : step, told.State);
        }
    }

    /// <summary>What the publishes waited for, in seconds.</summary>
    internal List<double> Waits { get; } = [];

    internal Task<ToolResult> StepAsync(string tool, string step, string? state, object arguments) =>
        Connector.InvokeAsync(tool, Account, Checked(tool, arguments), Context() with { Step = new(step, state) }, TestContext.Current.CancellationToken);

    internal Task<ToolResult> RehearseAsync(string tool, object arguments) => Connector.RehearseAsync(tool, Account, Checked(tool, arguments), Context(), TestContext.Current.CancellationToken);

    internal ToolContext Context() => new() { Customer = "cus_1", CallId = "call_1", AnswerBytes = 48_000, Clock = Clock, Cursors = new(new byte[32]) };

    internal Tool ToolOf(string name) => Connector.Platform.Tools.Single(one => one.Name == name);

    internal static IEnumerable<string> Tapes(string folder) => Repository.Files.Where(file => file.StartsWith(folder, StringComparison.Ordinal)).Select(file => file[folder.Length..]);

    /// <summary>A call, the requests it must make byte by byte (a body of <c>*</c> is told by its length alone), what the platform answers to each, and the result; anything not on the tape fails.</summary>
    internal async Task PlayAsync(string path)
    {
        var cassette = JsonElement.Parse(Repository.Read(path));
        var exchanges = cassette.GetProperty("exchanges").EnumerateArray().ToList();
        Platform.Answer = _ => Platform.Requests.Count <= exchanges.Count ? Canned(exchanges[Platform.Requests.Count - 1].GetProperty("response")) : new(500, "{}");
        var result = await AnswerAsync(cassette.GetProperty("tool").GetString()!, cassette.GetProperty("arguments"));

        Assert.Equal(exchanges.Select(one => Said(one.GetProperty("request"))), Platform.Requests.Zip(exchanges, (made, one) => Said(made, one.GetProperty("request"))));
        Assert.Equal(exchanges.Count, Platform.Requests.Count);
        Assert.Equal(Compact(cassette.GetProperty("result")), Compact(result));
    }

    internal static string ToolOn(string path) => JsonElement.Parse(Repository.Read(path)).GetProperty("tool").GetString()!;

    private StandInAnswer Canned(JsonElement response) => new(
        response.TryGetProperty("status", out var status) ? status.GetInt32() : 200, response.TryGetProperty("body", out var body) ? body.GetRawText().Replace("BASE", Platform.Url.ToString().TrimEnd('/'), StringComparison.Ordinal) : "",
        response.TryGetProperty("headers", out var headers) ? [.. headers.EnumerateObject().Select(one => (one.Name, one.Value.GetString()!))] : []);

    private static string Said(JsonElement request) => $"{Text(request, "method")} {Text(request, "target")} {Text(request, "headers")} {Text(request, "body")}";

    private static string Said(SentToStandIn made, JsonElement like) =>
        $"{made.Verb} {made.Target} {(like.TryGetProperty("headers", out var headers) ? $"{{{string.Join(',', headers.EnumerateObject().Select(one => $"\"{one.Name}\":\"{made.Header(one.Name)?.Replace("\"", "\\\"", StringComparison.Ordinal)}\""))}}}" : "")} {(Text(like, "body") == "*" ? "*" : made.Body)}";

    private static string Text(JsonElement owner, string name) => owner.TryGetProperty(name, out var value) ? value.ValueKind == JsonValueKind.String ? value.GetString()! : Compact(value) : "";

    private static string Compact(JsonElement json) => JsonNode.Parse(json.GetRawText())!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private JsonElement Checked(string tool, object arguments)
    {
        var given = arguments as JsonElement? ?? JsonSerializer.SerializeToElement(arguments);
        Assert.Null(ToolOf(tool).Validate(given)?.Message);
        return given;
    }

    private sealed class Switch(Func<OneFile> file) : ICustomerFiles
    {
        public Task<CustomerFile?> FindAsync(string customer, string id, CancellationToken cancellationToken) => Task.FromResult(file().Find(id));

        public Task<CustomerFile> SaveAsync(string customer, string name, string mediaType, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}

/// <summary>A file of one customer, of counted bytes or of a content that is given.</summary>
internal sealed class OneFile(long size, string mediaType = "video/mp4", byte[]? content = null)
{
    internal const string Id = "fil_video";

    internal bool IsGone { get; set; }

    internal CustomerFile? Find(string id) => IsGone || id != Id ? null
        : new CustomerFile(Id, "film.mp4", mediaType, size, DateTimeOffset.MaxValue, _ => Task.FromResult<Stream>(new MemoryStream(content ?? new byte[Math.Min(size, 32 * 1024 * 1024)])))
        {
            OpenFromAsync = (offset, _) => Task.FromResult<Stream>(content is null ? new MemoryStream(new byte[Math.Min(size - offset, 32 * 1024 * 1024)]) : new MemoryStream(content, (int)offset, (int)(size - offset))),
        };
}

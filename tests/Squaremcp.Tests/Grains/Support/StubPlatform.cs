using System.Collections.Concurrent;
using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Squaremcp.Platforms;

namespace Squaremcp.Tests.Grains;

/// <summary>A platform with one reading and one writing tool, whose answers a test decides. Its settings are <c>{"box":"…"}</c>, held by one connection alone, and perhaps a secret <c>token</c>.</summary>
internal sealed class StubPlatform : IConnector
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    private readonly Dictionary<string, Tool<StubPlatform>> tools;

    public StubPlatform()
    {
        var (input, output) = ((JsonTypeInfo<Say>)Json.GetTypeInfo(typeof(Say)), (JsonTypeInfo<Said>)Json.GetTypeInfo(typeof(Said)));
        Tool<StubPlatform>[] both =
        [
            ToolFactory.Read<StubPlatform, Say, Said>("stub_read", "Read", "Read from the box.", input, output, (stub, say, _, ct) => stub.SayAsync("read", say, ct)),
            ToolFactory.Write<StubPlatform, Say, Said>("stub_write", "Write", "Write to the box.", input, output, (stub, say, _, ct) => stub.SayAsync("write", say, ct), (_, say, _, _) => Task.FromResult(new Rehearsal($"Write {say.Text}."))),
            ToolFactory.Write<StubPlatform, Say, Said>("stub_send", "Send", "Send from the box to whom the text names.", input, output, (stub, say, _, ct) => stub.SayAsync("send", say, ct), (_, say, _, _) => Task.FromResult(new Rehearsal($"Send to {say.Text}."))) with
            {
                Sends = true,
                Recipients = arguments => [arguments.GetProperty("text").GetString()!],
            },
        ];
        tools = both.ToDictionary(tool => tool.Name);
        Platform = new() { Name = "stub", Title = "Stub", Description = "A box.", SettingsSchema = Schemas.OfInput(Json.GetTypeInfo(typeof(Settings))), SettingsExample = """{"box":"mine"}""", ConnectOptions = "--box mine", Tools = both };
    }

    public Platform Platform { get; }

    /// <summary>What reached the platform: verb, box and text.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    /// <summary>What the calls came with as credentials; "" without.</summary>
    public ConcurrentQueue<string> Tokens { get; } = [];

    public Func<string, CancellationToken, Task<string>> Answer { get; set; } = (text, _) => Task.FromResult(text);

    public SettingsReading Read(JsonElement settings) =>
        settings.ValueKind == JsonValueKind.Object && settings.TryGetProperty("box", out var box) && box.GetString() is { Length: > 0 } name
            ? new() { Canonical = JsonSerializer.Serialize(new Settings(name), Json), Label = name, Claim = ("stub-box", name), Credentials = settings.TryGetProperty("token", out var token) ? Secret.OfText(token.GetString()!) : null }
            : new() { Error = new(ToolErrorKind.InvalidArgument, "`box` is required.") { Argument = "box" } };

    public Task<ToolResult> RehearseAsync(string tool, PlatformAccount account, JsonElement arguments, ToolContext context, CancellationToken cancellationToken) =>
        tools[tool].RehearseAsync(this, arguments, context, cancellationToken);

    public Task<ToolResult> InvokeAsync(string tool, PlatformAccount account, JsonElement arguments, ToolContext context, CancellationToken cancellationToken)
    {
        Tokens.Enqueue(account.Credentials?.RevealText() ?? "");
        Calls.Enqueue($"{tool} {account.Settings.GetProperty("box")} {arguments.GetProperty("text")}");
        return tools[tool].InvokeAsync(this, arguments, context, cancellationToken);
    }

    public Task<IReadOnlyList<CheckResult>> CheckAsync(PlatformAccount account, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CheckResult>>([new("box", Ok: true, account.Settings.GetProperty("box").GetString())]);

    private async Task<Said> SayAsync(string verb, Say say, CancellationToken cancellationToken) => new($"{verb} {await Answer(say.Text, cancellationToken)}");

    private sealed record Settings([property: Description("The box.")] string Box);

    private sealed record Say([property: Description("The text.")] string Text);

    private sealed record Said([property: Description("The text.")] string Text);
}

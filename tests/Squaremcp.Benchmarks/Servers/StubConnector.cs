using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Squaremcp.Platforms;

namespace Squaremcp.Benchmarks.Servers;

/// <summary>A platform that answers at once, with as many tools as make 100 with the others.</summary>
internal sealed class StubConnector : IConnector
{
    private const int ToolsInAll = 100;
    private const int OtherTools = 9;

    private static readonly Tool<StubConnector> Echo = ToolFactory.Read<StubConnector, Said, Said>(
        "stub_echo", "Echo", "Answer what was said.", StubJson.Default.Said, StubJson.Default.Said, (_, said, _, _) => Task.FromResult(said));

    private static readonly Tool<StubConnector> Say = ToolFactory.Write<StubConnector, Said, Said>(
        "stub_say", "Say", "Say it on the platform.", StubJson.Default.Said, StubJson.Default.Said, (_, said, _, _) => Task.FromResult(said),
        (_, _, _, _) => Task.FromResult(new Rehearsal("say it")));

    public Platform Platform { get; } = new()
    {
        Name = "stub",
        Title = "Stub",
        Description = "Answers at once.",
        SettingsSchema = Schemas.OfInput(StubJson.Default.Nothing),
        SettingsExample = "{}",
        ConnectOptions = "",
        Tools = [Echo, Say, .. Enumerable.Range(0, ToolsInAll - OtherTools - 2).Select(i => Echo with { Name = $"stub_echo_{i}" })],
    };

    public SettingsReading Read(JsonElement settings) => new() { Canonical = "{}", Label = "stub" };

    public Task<ToolResult> InvokeAsync(string tool, PlatformAccount account, JsonElement arguments, ToolContext context, CancellationToken cancellationToken) =>
        (tool == Say.Name ? Say : Echo).InvokeAsync(this, arguments, context, cancellationToken);

    public Task<ToolResult> RehearseAsync(string tool, PlatformAccount account, JsonElement arguments, ToolContext context, CancellationToken cancellationToken) =>
        Say.RehearseAsync(this, arguments, context, cancellationToken);

    public Task<IReadOnlyList<CheckResult>> CheckAsync(PlatformAccount account, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CheckResult>>([new("there", true)]);
}

internal sealed record Said([property: Description("What to say.")] string Text);

internal sealed record Nothing;

[JsonSourceGenerationOptions(JsonSerializerDefaults.General, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Said))]
[JsonSerializable(typeof(Nothing))]
internal sealed partial class StubJson : JsonSerializerContext;

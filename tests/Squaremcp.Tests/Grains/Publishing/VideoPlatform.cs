using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Squaremcp.Platforms;

namespace Squaremcp.Tests.Grains.Publishing;

/// <summary>A connector that publishes a video on a <see cref="VideoSite"/> as real ones do: initialize, append, finalize, wait, and only then post. Settings are <c>{"channel":"…","token":"…"}</c>.</summary>
internal sealed class VideoPlatform(VideoSite site) : IConnector
{
    /// <summary>What a step hands on that must not be read where it is kept.</summary>
    public const string Address = "https://upload.example/secret-upload-address";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    private static readonly Tool<VideoSite> Publish = ToolFactory.Publish<VideoSite, Video, Sent, Posted>(
        "video_publish", "Publish", "Publish a video.", Info<Video>(), Info<Sent>(), Info<Posted>(), TimeSpan.FromHours(1),
        [
            new("initialize", "announcing the video", true, async (at, video, sent, _, _) => new StepResult<Sent, Posted>.Next(sent with { Media = await at.InitializeAsync(video.Segments), Address = Address }, 5)),
            new("append", "uploading the video", true, AppendAsync),
            new("finalize", "ending the upload", true, async (at, _, sent, _, _) => await at.FinalizeAsync(sent.Media!) ? new StepResult<Sent, Posted>.Next(sent, 85) : throw new InvalidOperationException("finalize")),
            new("status", "waiting until it is processed", true, async (at, _, sent, _, _) =>
                await at.StatusAsync(sent.Media!) ? new StepResult<Sent, Posted>.Next(sent, 95) : new StepResult<Sent, Posted>.Later(sent, at.CheckAfter, "the site to process the video", 90)),
            new("post", "posting the video", false, async (at, video, sent, _, _) => new StepResult<Sent, Posted>.Done(new(await at.PostAsync(sent.Media!, video.Text)))),
        ],
        (_, video, _, _) => Task.FromResult(new Rehearsal($"Publish {video.Text}."))) with
    { Sends = true };

    public Platform Platform { get; } = new()
    {
        Name = "video",
        Title = "Video",
        Description = "A site.",
        SettingsSchema = Schemas.OfInput(Info<Settings>()),
        SettingsExample = """{"channel":"mine"}""",
        ConnectOptions = "",
        Tools = [Publish],
    };

    public VideoSite Site => site;

    public SettingsReading Read(JsonElement settings) => new()
    {
        Canonical = $$"""{"channel":"{{settings.GetProperty("channel").GetString()}}"}""",
        Label = settings.GetProperty("channel").GetString(),
        Credentials = settings.TryGetProperty("token", out var token) ? Secret.OfText(token.GetString()!) : null,
    };

    public Task<ToolResult> InvokeAsync(string tool, PlatformAccount account, JsonElement arguments, ToolContext context, CancellationToken cancellationToken) =>
        Publish.InvokeAsync(site, arguments, context, cancellationToken);

    public Task<ToolResult> RehearseAsync(string tool, PlatformAccount account, JsonElement arguments, ToolContext context, CancellationToken cancellationToken) =>
        Publish.RehearseAsync(site, arguments, context, cancellationToken);

    public Task<IReadOnlyList<CheckResult>> CheckAsync(PlatformAccount account, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<CheckResult>>([]);

    private static async Task<StepResult<Sent, Posted>> AppendAsync(VideoSite at, Video video, Sent sent, ToolContext context, CancellationToken cancellationToken)
    {
        await at.AppendAsync(sent.Media!, sent.Next);
        var next = sent with { Next = sent.Next + 1 };
        return next.Next == video.Segments ? new StepResult<Sent, Posted>.Next(next, 80) : new StepResult<Sent, Posted>.Again(next, 5 + 75 * next.Next / video.Segments);
    }

    private static JsonTypeInfo<T> Info<T>() => (JsonTypeInfo<T>)Json.GetTypeInfo(typeof(T));

    private sealed record Settings([property: Description("The channel.")] string Channel);

    private sealed record Video([property: Description("The text.")] string Text, [property: Description("Segments.")] int Segments = 3);

    private sealed record Sent
    {
        public string? Media { get; init; }

        public string? Address { get; init; }

        public int Next { get; init; }
    }

    private sealed record Posted([property: Description("Its id.")] string Id);
}

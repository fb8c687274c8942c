using Squaremcp.Platforms;

namespace Squaremcp.Tests.Grains.Publishing;

/// <summary>What a video platform keeps and refuses: segments in any order and as often as one likes, all of them before the end, and no post of a video that is not processed. It does not recognise a repeated post.</summary>
internal sealed class VideoSite
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Upload> uploads = [];
    private readonly List<string> posts = [];
    private readonly List<string> calls = [];

    /// <summary>How often the status says that it is still processing.</summary>
    public int Polls { get; set; }

    public TimeSpan CheckAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Runs before and after what a call does there, named "before post", "after append" …; may throw, or never end.</summary>
    public Func<string, Task> Meanwhile { get; set; } = _ => Task.CompletedTask;

    public IReadOnlyList<string> Posts => Copy(posts);

    public IReadOnlyList<string> Calls => Copy(calls);

    public Task<string> InitializeAsync(int segments) => DoAsync("initialize", () =>
    {
        var id = $"media_{uploads.Count + 1}";
        uploads.Add(id, new(segments));
        return id;
    });

    public Task<bool> AppendAsync(string media, int segment) => DoAsync("append", () => uploads[media] is { IsWhole: false } upload && segment < upload.Segments ? upload.Came.Add(segment) : throw Refused("append"));

    public Task<bool> FinalizeAsync(string media) => DoAsync("finalize", () => uploads[media] is var upload && upload.Came.Count == upload.Segments ? upload.IsWhole = true : throw Refused("finalize"));

    /// <returns>True once it is processed.</returns>
    public Task<bool> StatusAsync(string media) => DoAsync("status", () => uploads[media] is { IsWhole: true } upload ? upload.Polls++ >= Polls : throw Refused("status"));

    public Task<string> PostAsync(string media, string text) => DoAsync("post", () =>
    {
        if (uploads[media] is not { IsWhole: true } upload || upload.Polls <= Polls)
        {
            throw Refused("post");
        }

        posts.Add(text);
        return $"post_{posts.Count}";
    });

    private async Task<T> DoAsync<T>(string call, Func<T> act)
    {
        lock (gate)
        {
            calls.Add(call);
        }

        await Meanwhile($"before {call}");
        T result;
        lock (gate)
        {
            result = act();
        }

        await Meanwhile($"after {call}");
        return result;
    }

    private IReadOnlyList<string> Copy(List<string> list)
    {
        lock (gate)
        {
            return [.. list];
        }
    }

    private static ToolException Refused(string call) => new(new(ToolErrorKind.InvalidArgument, $"The site refuses {call} now."));

    private sealed class Upload(int segments)
    {
        public int Segments { get; } = segments;

        public HashSet<int> Came { get; } = [];

        public bool IsWhole { get; set; }

        public int Polls { get; set; }
    }
}

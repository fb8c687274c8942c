using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Obsidian;

namespace Squaremcp.Tests.Platforms.Obsidian;

/// <summary>A vault folder of its own under a root of its own, and the connector over it.</summary>
internal sealed class TestVault : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("squaremcp-vault-");
    private readonly ObsidianConnector connector;

    internal TestVault()
    {
        Directory.CreateDirectory(Folder);
        connector = new(root.FullName, allowPrivateHosts: false, new(), TimeProvider.System);
    }

    internal string Root => root.FullName;

    internal string Folder => Path.Combine(root.FullName, "notes");

    internal ObsidianConnector Connector => connector;

    internal int AnswerBytes { get; init; } = 48_000;

    internal string File(string path) => Path.Combine(Folder, path);

    internal void Write(string path, string text) => Write(path, System.Text.Encoding.UTF8.GetBytes(text));

    internal void Write(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File(path))!);
        System.IO.File.WriteAllBytes(File(path), bytes);
    }

    internal async Task<ToolResult> CallAsync(string tool, object arguments, string customer = "cus_1")
    {
        var json = JsonSerializer.SerializeToElement(arguments);
        return connector.Platform.Tools.Single(one => one.Name == tool).Validate(json) is { } wrong
            ? wrong
            : await connector.InvokeAsync(tool, new(JsonElement.Parse("""{"vault":"notes"}""")), json, Context(customer), TestContext.Current.CancellationToken);
    }

    internal async Task<JsonElement> AnswerAsync(string tool, object arguments)
    {
        var result = await CallAsync(tool, arguments);
        Assert.True(result.Error is null, result.Error?.Message);
        return JsonElement.Parse(result.Json!);
    }

    internal async Task<ToolError> ErrorAsync(string tool, object arguments, string customer = "cus_1")
    {
        var result = await CallAsync(tool, arguments, customer);
        return result.Error ?? throw new InvalidOperationException($"{tool} answered {result.Json![..Math.Min(result.Json!.Length, 300)]}");
    }

    public void Dispose() => root.Delete(recursive: true);

    private ToolContext Context(string customer) =>
        new() { Customer = customer, CallId = "call_1", AnswerBytes = AnswerBytes, Clock = TimeProvider.System, Cursors = new(new byte[32]) };
}

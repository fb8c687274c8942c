using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Tests.Grains;

namespace Squaremcp.Tests.Crash;

/// <summary>A platform that counts for itself, in a file that outlives every process: a line for each write that reached it.</summary>
internal sealed class CountingPlatform(string file, Action answered) : IConnector
{
    private readonly Lock gate = new();
    private readonly StubPlatform stub = new();

    public Platform Platform => stub.Platform;

    public SettingsReading Read(JsonElement settings) => stub.Read(settings);

    public Task<ToolResult> RehearseAsync(string tool, PlatformAccount account, JsonElement arguments, ToolContext context, CancellationToken cancellationToken) =>
        stub.RehearseAsync(tool, account, arguments, context, cancellationToken);

    public Task<IReadOnlyList<CheckResult>> CheckAsync(PlatformAccount account, CancellationToken cancellationToken) => stub.CheckAsync(account, cancellationToken);

    public async Task<ToolResult> InvokeAsync(string tool, PlatformAccount account, JsonElement arguments, ToolContext context, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            File.AppendAllText(file, arguments.GetProperty("text").GetString() + "\n");
        }

        answered();
        return await stub.InvokeAsync(tool, account, arguments, context, cancellationToken);
    }
}

using System.Diagnostics;
using System.Net;
using System.Reflection;
using System.Text.Json;

namespace Squaremcp.Benchmarks;

/// <summary>A server under test as a process of its own, on the first core where <c>taskset</c> is there; it ends when its standard input closes.</summary>
internal sealed class Child : IAsyncDisposable
{
    private Child(Process process, IReadOnlyDictionary<string, string> facts)
    {
        Process = process;
        Facts = facts;
    }

    internal Process Process { get; }

    internal IReadOnlyDictionary<string, string> Facts { get; }

    internal IPEndPoint Server => new(IPAddress.Loopback, new Uri(Facts["url"]).Port);

    internal static async Task<Child> StartAsync(params IEnumerable<string> arguments)
    {
        var process = Process.Start(Cores.First(Assembly.GetExecutingAssembly().Location, arguments))!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"{string.Join(' ', arguments)} said nothing.");
        return new(process, JsonSerializer.Deserialize<Dictionary<string, string>>(line)!);
    }

    /// <summary>Asks the child something on its standard input and reads the one line it answers.</summary>
    internal async Task<string> AskAsync(string question)
    {
        await Process.StandardInput.WriteLineAsync(question);
        return await Process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"No answer to '{question}'.");
    }

    public async ValueTask DisposeAsync()
    {
        Process.StandardInput.Close();
        await Process.WaitForExitAsync();
        Process.Dispose();
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Squaremcp.Benchmarks.Servers;

/// <summary>What the child processes have in common: a Kestrel on a free loopback port, one line of JSON on standard output, an end when standard input closes.</summary>
internal static class Hosted
{
    internal static WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }

    internal static Task ServeAsync(WebApplication app) => ServeAsync(app, one => one.StartAsync());

    internal static async Task ServeAsync(WebApplication app, Func<WebApplication, Task> start)
    {
        await start(app);
        Announce(app, new Dictionary<string, string>());
        while (await ReadLineAsync() is not null)
        {
        }

        await app.StopAsync();
    }

    /// <summary>Null once standard input is closed. On a thread of its own: a console's reader blocks whoever reads, and on one core the thread pool begins with one thread.</summary>
    internal static Task<string?> ReadLineAsync() => Task.Factory.StartNew(Console.In.ReadLine, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    internal static void Announce(WebApplication app, IReadOnlyDictionary<string, string> facts) =>
        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, string>(facts) { ["url"] = app.Urls.First() }));
}

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
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        await app.StopAsync();
    }

    internal static void Announce(WebApplication app, IReadOnlyDictionary<string, string> facts) =>
        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, string>(facts) { ["url"] = app.Urls.First() }));
}

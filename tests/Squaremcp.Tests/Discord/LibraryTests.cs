using Squaremcp.Tests.Clients;

namespace Squaremcp.Tests.Discord;

/// <summary>What the library most bots are written with (@discordjs/rest) sends for the same intents, beside what we send.</summary>
public sealed class LibraryTests : DiscordBench
{
    [Fact]
    public async Task We_ask_as_the_library_asks()
    {
        NodeClients.SkipWithoutThem();
        foreach (var (tool, arguments) in OracleTests.Intents)
        {
            await InvokeAsync(tool, arguments);
        }

        var ours = Discord.Requests.ToList();
        Discord.Requests.Clear();
        var (code, output) = await NodeClients.RunAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken, "platform.mjs", "discordjs", $"{Discord.Url}discord.com/api", FakeDiscord.Token);
        Assert.True(code == 0, output);

        Assert.Equal(Discord.Requests.Select(Said), ours.Select(Said));
        Assert.All(Discord.Requests.Concat(ours), request => Assert.Matches(@"^DiscordBot \(https://[^ ]+, [0-9.]+\)", request.UserAgent!));
    }

    /// <summary>A nonce is of one's own making; the library calls everybody whom the text calls unless it is told otherwise.</summary>
    private static string Said(DiscordRequest request)
    {
        var json = request.Json;
        json?.Remove("nonce");
        return $"{request.Verb} {request.Target} {request.Authorization} {request.ContentType} {json?.ToJsonString()}";
    }
}

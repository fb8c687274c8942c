using System.Text.Json.Nodes;
using Squaremcp.Tests.Clients;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.GitHub;

/// <summary>What GitHub's own library (octokit) sends for the same intents, beside what we send; every difference stands here with its reason.</summary>
public sealed class LibraryTests : GitHubBench
{
    [Fact]
    public async Task We_ask_as_the_library_of_GitHub_asks()
    {
        NodeClients.SkipWithoutThem();
        Platform.Answer = Well;
        foreach (var (tool, arguments) in Intents)
        {
            await AnswerAsync(tool, arguments);
        }

        var ours = Platform.Requests.ToList();
        Platform.Requests.Clear();
        var (code, output) = await NodeClients.RunAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken, "platform.mjs", "octokit", $"{Platform.Url}api.github.com");
        Assert.True(code == 0, output);

        // The library encodes the slashes of a file's path as well; both reach the file. Its order of members and parameters is the caller's.
        Assert.Equal(Platform.Requests.Select(Said), ours.Select(Said));

        // It still says "token" where the documentation says Bearer, asks for an older media type, and names no version of the API.
        Assert.All(Platform.Requests, request => Assert.Equal("token planted-access-token", request.Header("authorization")));
        Assert.All(ours, request => Assert.Equal($"Bearer {Token}", request.Header("authorization")));
    }

    private static string Said(SentToStandIn request) =>
        $"{request.Verb} {request.Path.Replace("%2F", "/", StringComparison.Ordinal)} {string.Join('&', request.Query.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"))} {(request.Body.Length > 0 ? Sorted(JsonNode.Parse(request.Body)!.AsObject()) : "")}";

    private static string Sorted(JsonObject json) => new JsonObject(json.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, pair.Value switch
    {
        JsonArray list => new JsonArray([.. list.Select(item => item is JsonObject inner ? JsonNode.Parse(Sorted(inner)) : item!.DeepClone())]),
        var value => value?.DeepClone(),
    }))).ToJsonString();
}

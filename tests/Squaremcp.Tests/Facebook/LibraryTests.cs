using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Squaremcp.Tests.Clients;
using Squaremcp.Tests.Meta;
using Squaremcp.Tests.Twitter;

namespace Squaremcp.Tests.Facebook;

/// <summary>What Meta's own library (facebook-nodejs-business-sdk) sends for the same intents, beside what we send; every difference stands here with its reason.</summary>
public sealed class LibraryTests : FacebookBench
{
    [Fact]
    public async Task We_ask_as_the_library_of_Meta_asks()
    {
        NodeClients.SkipWithoutThem();
        Graph.Answer = request => GraphAnswer.Ok(request.Verb == "GET" ? """{"id":"101","data":[],"status":{"video_status":"ready"}}""" : """{"id":"101_5"}""");
        await AnswerAsync("facebook_get_page", new { });
        await AnswerAsync("facebook_get_posts", new { limit = 5, since = "2026-11-01" });
        await AnswerAsync("facebook_get_posts", new { include_visitors = true });
        await AnswerAsync("facebook_create_post", new { message = "Grüße & 日本", link = "https://example.org/" });
        await AnswerAsync("facebook_create_post", new { photo_ids = (string[])["5", "6"] });
        await AnswerAsync("facebook_create_photo_post", new { photo = "https://example.org/a.jpg", caption = "x", publish = false });
        await AnswerAsync("facebook_create_video_post", new { video = "https://example.org/a.mp4", title = "y" });
        var ours = Graph.Requests.Take(7).ToList();
        Graph.Requests.Clear();

        var (code, output) = await NodeClients.RunAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken, "platform.mjs", "facebook", Graph.Url.ToString().TrimEnd('/'));

        Assert.True(code == 0, output);
        Assert.Equal(Graph.Requests.Select(Said), ours.Select(Said));
    }

    /// <summary>
    /// The library is of v24.0; it puts the token into the address, where logs are, and we into a header, with its proof; it writes JSON where we write a form, as the documentation does, and there an array is
    /// a parameter for each of its items; and we ask for more fields, which is our choice.
    /// </summary>
    private static string Said(XRequest request)
    {
        var parameters = request.Query.Where(pair => pair.Key is not ("access_token" or "appsecret_proof" or "fields")).Select(pair => (pair.Key, pair.Value))
            .Concat(request.Json is { } json ? json.SelectMany(Flat) : QueryHelpers.ParseQuery(request.Body).Select(pair => (pair.Key, Value: pair.Value.ToString())));
        var token = request.Query.GetValueOrDefault("access_token") ?? request.Authorization!["Bearer ".Length..];
        return $"{request.Verb} {string.Join('/', request.Path.Split('/').Where(part => part is not ("v24.0" or "v26.0")))} {token} {string.Join('&', parameters.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"))}";
    }

    private static IEnumerable<(string Key, string Value)> Flat(KeyValuePair<string, JsonNode?> pair) => pair.Value switch
    {
        JsonArray list => list.Select((one, i) => ($"{pair.Key}[{i}]", one!.ToJsonString())),
        { } value when value.GetValueKind() == JsonValueKind.String => [(pair.Key, value.GetValue<string>())],
        var other => [(pair.Key, other!.ToJsonString())],
    };
}

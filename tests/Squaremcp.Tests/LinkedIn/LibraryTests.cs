using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Tests.Clients;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.LinkedIn;

/// <summary>What LinkedIn's own library (linkedin-api-client) sends for the same intents, beside what we send: addresses, their encoding, Rest.li's headers, and the forms of the token endpoint.</summary>
public sealed class LibraryTests : LiBench
{
    [Fact]
    public async Task We_ask_as_the_library_of_LinkedIn_asks()
    {
        NodeClients.SkipWithoutThem();
        Platform.Answer = asked => asked.Target switch
        {
            _ when asked.Target.Contains("initializeUpload", StringComparison.Ordinal) => new(200, JsonSerializer.Serialize(new { value = new { video = Video, uploadInstructions = new[] { new { uploadUrl = $"{Platform.Url}www.linkedin.com/x", firstByte = 0, lastByte = 76_799 } } } })),
            _ when asked.Target.Contains("oauth/v2", StringComparison.Ordinal) => new(200, """{"access_token":"a","expires_in":5}"""),
            _ when asked.Target.EndsWith("rest/posts", StringComparison.Ordinal) => new(201, "", ("x-restli-id", "urn:li:share:1")),
            _ => new(200, """{"status":"AVAILABLE","elements":[]}"""),
        };
        Fit("linkedin_upload_video");
        await AnswerAsync("linkedin_upload_video", Arguments("linkedin_upload_video"));
        await AnswerAsync("linkedin_search_connections", new { });
        await Connector.RedeemAsync(App, new("code", "https://square.example/cb", null), TestContext.Current.CancellationToken);
        await Connector.RefreshAsync(App, new() { Access = Token, Refresh = RefreshToken }, TestContext.Current.CancellationToken);
        var all = Platform.Requests.ToList();
        var post = all.First(request => request.Target.EndsWith("rest/posts", StringComparison.Ordinal));

        // The bytes of a file, and the end of an upload, are nothing the library is asked for.
        List<SentToStandIn> ours = [post, .. all.Where(request => request != post && request.Verb != "PUT" && !request.Target.Contains("finalize", StringComparison.Ordinal))];
        Platform.Requests.Clear();
        var (code, output) = await NodeClients.RunAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken, "platform.mjs", "linkedin", Platform.Url.ToString().TrimEnd('/'), post.Body);

        Assert.True(code == 0, output);
        Assert.Equal(Platform.Requests.Select(Said), ours.Select(Said));
    }

    /// <summary>The library orders parameters in its own way, and sends a form's secret unescaped the same.</summary>
    private static string Said(SentToStandIn request) =>
        $"{request.Verb} {request.Path} {Joined(request.Query)} {request.Header("authorization")} {request.Header("linkedin-version")} {request.Header("x-restli-protocol-version")} {request.Header("x-restli-method")} "
        + $"{(request.Header("content-type")?.StartsWith("application/x-www", StringComparison.Ordinal) == true ? Joined(request.Form) : request.Bytes.Length == 0 ? "" : JsonNode.Parse(request.Body)!.ToJsonString())}";

    private static string Joined(Dictionary<string, string> pairs) => string.Join('&', pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));
}

using Microsoft.AspNetCore.WebUtilities;
using Squaremcp.Tests.Meta;
using Squaremcp.Tests.Twitter;

namespace Squaremcp.Tests.Instagram;

/// <summary>Our requests against Meta's machine description of Instagram accounts.</summary>
public sealed class OracleTests : InstagramBench
{
    /// <summary>The description is of April 2026, before <c>is_ai_generated</c>; <c>children</c> is an edge that may be asked for as a field.</summary>
    private static readonly string[] Known = ["POST media has no parameter is_ai_generated", "there is no field children"];

    [Fact]
    public async Task Every_request_of_an_account_is_one_that_is_described()
    {
        var (user, media) = (MetaOracle.Required("IGUser"), MetaOracle.Required("IGMedia"));
        Takes();
        await AnswerAsync("instagram_get_media", new { since = "2026-11-01", until = "2026-11-20" });
        await AnswerAsync("instagram_create_post", new { images = new[] { new { url = "https://example.org/a.jpg", alt_text = "x" }, new { url = "https://example.org/b.jpg", alt_text = "y" } }, caption = "x", location_id = "5", collaborators = new[] { "@a", "b" }, made_with_ai = true });
        await AnswerAsync("instagram_create_reel", new { video = "https://example.org/a.mp4", caption = "x", cover_url = "https://example.org/c.jpg", audio_name = "y", collaborators = new[] { "a" } });
        await AnswerAsync("instagram_create_reel", new { video = GivenFile.Id, thumb_offset_ms = 5, share_to_feed = false });

        // Containers and uploads are described nowhere.
        var described = Graph.Requests.Where(request => request.Path.Contains($"/{Me}/", StringComparison.Ordinal)).ToList();
        var offences = described.SelectMany(request => request.Path.Split('/')[^1] is var edge
            ? MetaOracle.Offences(user, edge, request, request.Verb == "GET" ? request.Query : QueryHelpers.ParseQuery(request.Body).ToDictionary(pair => pair.Key, pair => pair.Value.ToString())).Concat(edge == "media" ? MetaOracle.Fields(media, request) : [])
            : []);
        Assert.Equal(12, described.Count);
        Assert.Equal(Known, offences.Distinct().Order(StringComparer.Ordinal));
    }
}

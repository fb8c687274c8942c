using Microsoft.AspNetCore.WebUtilities;
using Squaremcp.Tests.Meta;
using Squaremcp.Tests.Twitter;

namespace Squaremcp.Tests.Facebook;

/// <summary>Our requests against Meta's machine description of pages.</summary>
public sealed class OracleTests : FacebookBench
{
    /// <summary>
    /// The description is of April 2026 and knows no paging by time, which the documentation of pages has; it describes uploads nowhere; <c>attachments</c> and <c>picture</c> are edges that may be asked for as fields.
    /// </summary>
    private static readonly string[] Known = ["GET feed has no parameter since", "GET feed has no parameter until", "GET posts has no parameter since", "GET posts has no parameter until", "there is no field attachments", "there is no field picture"];

    [Fact]
    public async Task Every_request_is_one_that_is_described()
    {
        var (page, post) = (MetaOracle.Required("Page"), MetaOracle.Required("PagePost"));
        Graph.Answer = request => GraphAnswer.Ok(request.Verb == "GET" ? """{"id":"101","name":"x","status":{"video_status":"ready"}}""" : """{"id":"101_5"}""");
        await AnswerAsync("facebook_get_page", new { });
        await AnswerAsync("facebook_get_posts", new { since = "2026-11-01", until = "2026-11-20", limit = 5 });
        await AnswerAsync("facebook_get_posts", new { include_visitors = true, since = "2026-11-01", until = "2026-11-20" });
        await AnswerAsync("facebook_create_post", new { message = "x", link = "https://example.org/", scheduled_at = $"{Clock.GetUtcNow().AddDays(1):O}" });
        await AnswerAsync("facebook_create_post", new { photo_ids = (string[])["5", "6"] });
        await AnswerAsync("facebook_create_photo_post", new { photo = "https://example.org/a.jpg", caption = "x", alt_text = "y", publish = false });
        await AnswerAsync("facebook_create_video_post", new { video = "https://example.org/a.mp4", description = "x", title = "y", scheduled_at = $"{Clock.GetUtcNow().AddDays(1):O}" });

        var offences = Graph.Requests.SelectMany(request => Offences(page, post, request)).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(8, Graph.Requests.Count);
        Assert.Equal(Known, offences);
    }

    [Theory]
    [InlineData("POST", "feed", "text=x", "POST feed has no parameter text")]
    [InlineData("POST", "photos", "published=no", "must be bool")]
    [InlineData("POST", "statuses", "message=x", "there is no POST statuses")]
    public void What_is_not_described_is_noticed(string verb, string edge, string form, string offence) => Assert.Contains(
        MetaOracle.Offences(MetaOracle.Required("Page"), edge, new(verb, $"/{edge}", null, null, form, null, new Dictionary<string, string>()), Form(form)), found => found.Contains(offence, StringComparison.Ordinal));

    private static IEnumerable<string> Offences(System.Text.Json.JsonElement page, System.Text.Json.JsonElement post, XRequest request) => request.Path.Split('/') is ["", _, "v26.0", var node, .. var rest]
        ? node == Page
            ? [.. MetaOracle.Offences(page, rest is [var edge] ? edge : null, request, request.Verb == "GET" ? request.Query : Form(request.Body)), .. MetaOracle.Fields(rest is ["feed" or "posts"] ? post : page, request)]
            : MetaOracle.Fields(MetaOracle.Required("AdVideo"), request)
        : ["no address of the Graph API"];

    private static Dictionary<string, string> Form(string body) => QueryHelpers.ParseQuery(body).ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
}

using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Platforms.LinkedIn;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.LinkedIn;

/// <summary>Publishing files, step by step as the gateway does it.</summary>
public sealed class MediaTests : LiBench
{
    private const string Tool = "linkedin_upload_video", Urn = "urn%3Ali%3Avideo%3AC5F10AQGKQg_6y2a4sQ";
    private const int Part = 4_194_304;

    private static readonly object Call = new { video = OneFile.Id, text = "Look" };

    private int looks;

    /// <summary>LinkedIn as it is when all goes well, with one part more than a look at it says what is asked.</summary>
    private StandInAnswer Well(SentToStandIn asked, string status = "AVAILABLE") => (asked.Verb, asked.Target.Split('?')[0], asked.Target) switch
    {
        (_, _, "/api.linkedin.com/rest/videos?action=initializeUpload") => new(200, JsonSerializer.Serialize(new
        {
            value = new
            {
                video = Video,
                uploadToken = "",
                uploadInstructions = Enumerable.Range(0, 2).Select(at => new { uploadUrl = $"{Platform.Url}www.linkedin.com/dms-uploads/sp/part?n={at}", firstByte = at * Part, lastByte = at == 0 ? Part - 1 : Part + 2 }),
            },
        })),
        ("PUT", _, _) => new(200, "", ("ETag", $"receipt-{asked.Query["n"]}")),
        (_, _, "/api.linkedin.com/rest/videos?action=finalizeUpload") => new(200, ""),
        ("GET", $"/api.linkedin.com/rest/videos/{Urn}", _) => new(200, $$"""{"status":"{{(looks++ == 0 ? "PROCESSING" : status)}}","processingFailureReason":"bad codec"}"""),
        ("POST", "/api.linkedin.com/rest/posts", _) => new(201, "", ("x-restli-id", "urn:li:ugcPost:7")),
        _ => new(404, "{}"),
    };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        File = new(Part + 3);
        Platform.Answer = asked => Well(asked);
    }

    [Fact]
    public async Task A_video_goes_in_the_parts_that_LinkedIn_names_and_is_posted_when_it_is_processed()
    {
        var posted = await AnswerAsync(Tool, Call);

        Assert.Equal(
            ["POST /api.linkedin.com/rest/videos?action=initializeUpload", "PUT /www.linkedin.com/dms-uploads/sp/part?n=0", "PUT /www.linkedin.com/dms-uploads/sp/part?n=1", "POST /api.linkedin.com/rest/videos?action=finalizeUpload",
                $"GET /api.linkedin.com/rest/videos/{Urn}", $"GET /api.linkedin.com/rest/videos/{Urn}", "POST /api.linkedin.com/rest/posts"],
            Platform.Requests.Select(request => $"{request.Verb} {request.Target}"));
        var puts = Platform.Requests.Where(request => request.Verb == "PUT").ToList();
        Assert.Equal([(Part, "application/octet-stream", null), (3, "application/octet-stream", null)], puts.Select(put => (put.Bytes.Length, put.Header("content-type"), put.Header("authorization"))));
        Assert.Equal("""{"finalizeUploadRequest":{"video":"urn:li:video:C5F10AQGKQg_6y2a4sQ","uploadToken":"","uploadedPartIds":["receipt-0","receipt-1"]}}""", Platform.Requests.ElementAt(3).Body);
        Assert.Equal(("urn:li:ugcPost:7", 5.0), (posted.GetProperty("id").GetString(), Assert.Single(Waits)));
    }

    [Fact]
    public async Task Where_the_app_may_not_look_it_waits_once_and_posts()
    {
        Platform.Answer = asked => asked.Verb == "GET" ? new(403, """{"serviceErrorCode":100,"message":"Not enough permissions","status":403}""") : Well(asked);
        await AnswerAsync(Tool, Call);

        Assert.Equal(30.0, Assert.Single(Waits));
    }

    [Fact]
    public async Task What_LinkedIn_cannot_process_fails_with_its_reason()
    {
        Platform.Answer = asked => Well(asked, "PROCESSING_FAILED");

        Assert.Equal((ToolErrorKind.InvalidArgument, "LinkedIn could not process the video: bad codec. Nothing was posted."), await ErrorAsync(Tool, Call) is var error ? (error.Kind, error.Message) : default);
    }

    [Theory]
    [InlineData("https://elsewhere.example/upload", 0, 1)]
    [InlineData("BASEwww.linkedin.com/x", 1, 1)]
    [InlineData("BASEwww.linkedin.com/x", 0, 0)]
    [InlineData("", 0, 1)]
    public async Task No_byte_goes_where_LinkedIn_is_not_or_where_its_parts_do_not_cover_the_file(string address, int first, int more)
    {
        Platform.Answer = asked => asked.Target.EndsWith("initializeUpload", StringComparison.Ordinal)
            ? new(200, JsonSerializer.Serialize(new { value = new { video = Video, uploadInstructions = new[] { new { uploadUrl = address.Replace("BASE", $"{Platform.Url}", StringComparison.Ordinal), firstByte = first, lastByte = Part + 1 + more } } } }))
            : Well(asked);

        Assert.Equal(ToolErrorKind.PlatformUnavailable, (await ErrorAsync(Tool, Call)).Kind);
        Assert.Single(Platform.Requests);
    }

    [Theory]
    [InlineData("https://www.linkedin.com/dms-uploads/x", true)]
    [InlineData("https://linkedin.com/x", true)]
    [InlineData("http://www.linkedin.com/x", false)]
    [InlineData("https://linkedin.com.example.org/x", false)]
    [InlineData("https://evillinkedin.com/x", false)]
    [InlineData("https://u@www.linkedin.com/x", false)]
    [InlineData("https://www.linkedin.com:8443/x", false)]
    [InlineData(null, false)]
    public void Only_LinkedIns_own_hosts_are_LinkedIns(string? address, bool isOwn) => Assert.Equal(isOwn, PlatformHosts.Official.Owns(address, "linkedin.com"));

    [Theory]
    [InlineData("linkedin_upload_images", "images", "image", 2)]
    [InlineData("linkedin_upload_document", "documents", "document", 1)]
    public async Task Pictures_and_documents_go_whole(string tool, string resource, string name, int files)
    {
        Fit(tool);
        var (made, put) = (0, 0);
        Platform.Answer = asked => (asked.Verb, asked.Target) switch
        {
            (_, var target) when target == $"/api.linkedin.com/rest/{resource}?action=initializeUpload" => new(200, JsonSerializer.Serialize(new { value = new Dictionary<string, string> { ["uploadUrl"] = $"{Platform.Url}www.linkedin.com/dms-uploads/{made}", [name] = $"urn:li:{name}:{made++}" } })),
            ("PUT", _) => new(201, "") { Status = asked.Target == $"/www.linkedin.com/dms-uploads/{put++}" ? 201 : 404 },
            ("GET", _) => new(200, """{"status":"AVAILABLE"}"""),
            _ => new(201, "", ("x-restli-id", "urn:li:share:7")),
        };
        await AnswerAsync(tool, Arguments(tool));

        Assert.Equal((files, files), (made, put));
        var content = Platform.Requests.Last().Json.GetProperty("content").GetRawText();
        Assert.Equal(files == 2 ? """{"multiImage":{"images":[{"id":"urn:li:image:0"},{"id":"urn:li:image:1"}]}}""" : """{"media":{"id":"urn:li:document:0","title":"x"}}""", content);
    }

    [Fact]
    public async Task A_file_that_is_gone_in_the_middle_is_told()
    {
        Platform.Answer = asked =>
        {
            File.IsGone = true;
            return Well(asked);
        };

        Assert.Equal(ToolErrorKind.NotFound, (await ErrorAsync(Tool, Call)).Kind);
    }

    [Fact]
    public async Task An_upload_whose_time_is_over_is_told_and_nothing_is_posted()
    {
        Platform.Answer = asked => asked.Verb == "PUT" ? new(403, "<xml>") : Well(asked);

        Assert.Contains("The time that LinkedIn gave", await ErrorAsync(Tool, Call) is { Kind: ToolErrorKind.Refused } error ? error.Message : "", StringComparison.Ordinal);
        Assert.DoesNotContain(Platform.Requests, request => request.Target.EndsWith("posts", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(201)]
    public async Task A_post_whose_answer_is_lost_is_unknown(int status)
    {
        Platform.Answer = asked => asked.Target.EndsWith("rest/posts", StringComparison.Ordinal) ? new(status, "") : Well(asked);

        Assert.Equal(ToolErrorKind.OutcomeUnknown, (await ErrorAsync(Tool, Call)).Kind);
        Assert.Single(Platform.Requests, request => request.Target.EndsWith("rest/posts", StringComparison.Ordinal));
    }

    [Fact]
    public void Only_the_step_that_makes_the_post_must_not_be_repeated() =>
        Assert.All(Connector.Platform.Tools.Where(tool => tool.Publish is not null), tool => Assert.Equal("post", Assert.Single(tool.Publish!.Steps, step => !step.IsRepeatable).Name));

    [Fact]
    public void The_parts_of_the_longest_video_fit_the_state_of_a_step()
    {
        var parts = Enumerable.Range(0, 125).Select(at => new UploadPart($"https://www.linkedin.com/dms-uploads/sp/v2/{new string('a', 300)}/uploaded-video/B56/{at}?e=1&t={new string('b', 60)}{at}", at * (long)Part, ((at + 1) * (long)Part) - 1)).ToList();
        var receipts = Enumerable.Range(0, 124).Select(at => $"/ambry-video/signedId/{new string('c', 180)}{at}").ToList();
        var longest = new MediaOnItsWay { Files = [OneFile.Id], Urns = [Video], Parts = UploadParts.Of(parts) };
        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(longest).Length, 10_000, 48_000);
        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(longest with { Parts = UploadParts.Of([parts[^1]]), Receipts = receipts }).Length, 10_000, 48_000);
        Assert.Equal(parts, UploadParts.Of(parts) is var kept ? kept.Rest.Select(part => part with { Address = kept.Beginning + part.Address }) : []);
    }
}

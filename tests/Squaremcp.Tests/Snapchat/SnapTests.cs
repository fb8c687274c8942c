using System.Security.Cryptography;
using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Snapchat;

namespace Squaremcp.Tests.Snapchat;

/// <summary>Publishing on the profile, step by step as the gateway does it.</summary>
public sealed class SnapTests : SnBench
{
    private const string Tool = "snapchat_create_snap";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Platform.Answer = Well;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(9_000_001)]
    [InlineData(16_777_216)]
    public async Task The_parts_together_open_with_the_key_they_were_announced_with(int size)
    {
        var film = new byte[size];
        new Random(7).NextBytes(film);
        File = new(size, content: film);
        await AnswerAsync(Tool, Arguments(Tool));

        var announced = Platform.Requests.Single(request => request.Target.EndsWith("/media", StringComparison.Ordinal)).Json;
        var sealedFilm = new List<byte>();
        foreach (var (add, number) in Platform.Requests.Where(request => request.Target.EndsWith("s=add", StringComparison.Ordinal)).Select((add, at) => (add, at + 1)))
        {
            var parts = await add.PartsAsync();
            Assert.Equal(("ADD", $"{number}", 3), (System.Text.Encoding.ASCII.GetString(parts["action"]), System.Text.Encoding.ASCII.GetString(parts["part_number"]), parts.Count));
            Assert.InRange(parts["file"].Length, 1, 31 * 1024 * 1024);
            sealedFilm.AddRange(parts["file"]);
        }

        using var aes = Aes.Create();
        aes.Key = announced.GetProperty("key").GetBytesFromBase64();
        Assert.Equal((32, 16), (aes.Key.Length, announced.GetProperty("iv").GetBytesFromBase64().Length));
        Assert.True(film.AsSpan().SequenceEqual(aes.DecryptCbc(sealedFilm.ToArray(), announced.GetProperty("iv").GetBytesFromBase64(), PaddingMode.PKCS7)));
        Assert.Equal((size + 16) / 16 * 16, sealedFilm.Count);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8 * 1024 * 1024, 1)]
    [InlineData((8 * 1024 * 1024) + 1, 2)]
    [InlineData(512L * 1024 * 1024, 35)]
    [InlineData(1024L * 1024 * 1024, 35)]
    public void A_file_has_at_most_35_parts_of_at_most_31_MB(long size, int parts)
    {
        Assert.Equal((parts, 0L), (SealedParts.CountOf(size), SealedParts.SizeOf(size) % 16));
        Assert.InRange(SealedParts.SizeOf(size) + 16, 1, 31_000_000);
    }

    [Theory]
    [InlineData("""{"media":"fil_video"}""", "/stories", """{"media_id":"m1"}""", "s1")]
    [InlineData("""{"media":"fil_video","kind":"saved_story","title":"Harbour days"}""", "/saved_stories", """{"saved_stories":[{"title":"Harbour days","snap_sources":[{"media_id":"m1"}]}]}""", "s2")]
    [InlineData("""{"media":"fil_video","kind":"spotlight","description":"Look","skip_save_to_profile":true}""", "/spotlights", """{"media_id":"m1","locale":"en_US","skip_save_to_profile":true,"description":"Look"}""", "s3")]
    public async Task Each_kind_goes_where_it_belongs(string arguments, string path, string body, string id)
    {
        var made = await AnswerAsync(Tool, JsonElement.Parse(arguments));

        Assert.Equal((Profiles + Pid + path, body), (Platform.Requests.Last().Target, Platform.Requests.Last().Body));
        Assert.Equal((id, "Harbour News", path == "/spotlights"), (made.GetProperty("id").GetString(), made.GetProperty("profile").GetString(), made.GetProperty("in_review").GetBoolean()));
    }

    [Fact]
    public async Task Where_no_id_is_told_it_is_that_of_the_media()
    {
        Platform.Answer = asked => asked.Target.EndsWith("/stories", StringComparison.Ordinal) ? new(200, """{"request_status":"success"}""") : Well(asked);

        Assert.Equal("m1", (await AnswerAsync(Tool, Arguments(Tool))).GetProperty("id").GetString());
    }

    [Fact]
    public async Task While_Snapchat_is_at_work_on_it_nothing_is_published_and_it_is_asked_again()
    {
        var asks = 0;
        Platform.Answer = asked => asked.Target.EndsWith("/stories", StringComparison.Ordinal) && asks++ < 3 ? new(400, """{"request_status":"ERROR","error_code":"MEDIA_PROCESSING"}""") : Well(asked);
        await AnswerAsync(Tool, Arguments(Tool));
        Assert.Equal([10.0, 10.0, 10.0], Waits);

        asks = -100;
        Assert.Contains("two minutes", (await ErrorAsync(Tool, Arguments(Tool))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//elsewhere.example/add")]
    [InlineData("https://elsewhere.example/add")]
    [InlineData("/../elsewhere/add")]
    [InlineData("add")]
    public async Task No_byte_goes_where_Snapchats_API_is_not(string path)
    {
        Platform.Answer = asked => asked.Target.EndsWith("/media", StringComparison.Ordinal) ? new(200, $$"""{"request_status":"SUCCESS","media_id":"m1","add_path":"{{path}}","finalize_path":"/x"}""") : Well(asked);
        await ErrorAsync(Tool, Arguments(Tool));

        Assert.EndsWith("/media", Platform.Requests.Last().Target, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> Wrong => new()
    {
        { """{"media":"fil_video","kind":"saved_story"}""", "video/mp4", "title" },
        { """{"media":"fil_video","title":"x"}""", "video/mp4", "title" },
        { """{"media":"fil_video","description":"x"}""", "video/mp4", "kind" },
        { """{"media":"fil_video","kind":"spotlight","locale":"EN-us"}""", "video/mp4", "locale" },
        { """{"media":"fil_video","kind":"spotlight"}""", "image/png", "media" },
        { """{"media":"fil_video"}""", "image/webp", "media" },
        { """{"media":"fil_other"}""", "video/mp4", "media" },
        { """{"media":"http://example.org/a.mp4"}""", "video/mp4", "media" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_Snapchat_would_refuse_is_refused_before_anything_leaves(string arguments, string mediaType, string argument)
    {
        File = new(10, mediaType);

        Assert.Equal(argument, (await ErrorAsync(Tool, JsonElement.Parse(arguments))).Argument);
        Assert.Equal(argument, (await RehearseAsync(Tool, JsonElement.Parse(arguments))).Error!.Argument);
        Assert.Empty(Platform.Requests);
    }

    [Theory]
    [InlineData(4.9)]
    [InlineData(60.1)]
    public async Task A_video_that_plays_too_long_or_too_short_is_refused_before_anything_leaves(double seconds)
    {
        var film = Twitter.Movie.Playing(seconds);
        File = new(film.Length, content: film);

        Assert.Contains("5 to 60", (await ErrorAsync(Tool, Arguments(Tool))).Message, StringComparison.Ordinal);
        Assert.Empty(Platform.Requests);
    }

    [Fact]
    public async Task A_rehearsal_names_the_profile_and_uploads_nothing()
    {
        Assert.Contains("as a story on the public profile Harbour News", (await RehearseAsync(Tool, Arguments(Tool))).Json, StringComparison.Ordinal);
        Assert.Equal(Profiles + "my_profile", Assert.Single(Platform.Requests).Target);
    }

    [Fact]
    public async Task Who_has_no_public_profile_is_told_so()
    {
        Fail(200, """{"request_status":"SUCCESS"}""");

        Assert.Equal(ToolErrorKind.NotFound, (await ErrorAsync(Tool, Arguments(Tool))).Kind);
    }

    [Fact]
    public async Task Without_the_right_to_publish_nothing_is_sent()
    {
        Scopes = ["snapchat-marketing-api"];

        Assert.Equal(ToolErrorKind.NeedsReconnection, (await ErrorAsync(Tool, Arguments(Tool))).Kind);
        Assert.Empty(Platform.Requests);
    }

    [Fact]
    public void Only_the_last_step_publishes() => Assert.Equal("post", Assert.Single(ToolOf(Tool).Publish!.Steps, step => !step.IsRepeatable).Name);

    [Fact]
    public async Task Ad_accounts_are_paged_within_and_over_Snapchats_own_pages()
    {
        var name = new string('n', 9_000);
        Platform.Answer = asked => asked.Query.ContainsKey("cursor")
            ? new(200, """{"request_status":"success","organizations":[{"sub_request_status":"ERROR"},{"sub_request_status":"SUCCESS","organization":{"id":"o2","ad_accounts":[{"id":"last"}]}}]}""")
            : new(200, JsonSerializer.Serialize(new
            {
                request_status = "SUCCESS",
                organizations = new[] { new { sub_request_status = "success", organization = new { id = "o1", name = "O", ad_accounts = Enumerable.Range(0, 6).Select(at => new { id = $"a{at}", name }) } } },
                paging = new { next_link = $"{Platform.Url}adsapi.snapchat.com/v1/me/organizations?with_ad_accounts=true&limit=50&cursor=c2" },
            }));
        var (seen, cursor, left) = (new List<string>(), (string?)null, 0);
        do
        {
            var page = await AnswerAsync("snapchat_get_ad_accounts", cursor is null ? new { } : new { cursor });
            seen.AddRange(page.GetProperty("ad_accounts").EnumerateArray().Select(account => account.GetProperty("id").GetString()!));
            left += page.TryGetProperty("left_out", out var out1) ? out1.GetInt32() : 0;
            cursor = page.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);

        Assert.Equal(["a0", "a1", "a2", "a3", "a4", "a5", "last"], seen);
        Assert.Equal((1, 3), (left, Platform.Requests.Count));
        Assert.Equal("cursor", (await ErrorAsync("snapchat_get_ad_accounts", new { cursor = "x" })).Argument);
    }

    [Fact]
    public async Task A_next_page_that_is_elsewhere_is_not_followed()
    {
        Fail(200, """{"request_status":"SUCCESS","organizations":[],"paging":{"next_link":"https://elsewhere.example/v1/me/organizations?cursor=1"}}""");

        Assert.False((await AnswerAsync("snapchat_get_ad_accounts", new { })).TryGetProperty("next_cursor", out _));
    }
}

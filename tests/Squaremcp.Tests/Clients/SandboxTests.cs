using System.Text.Json;

namespace Squaremcp.Tests.Clients;

/// <summary>The sandbox as programs meet it that nobody here wrote.</summary>
public sealed class SandboxTests(SandboxedGateway gateway) : IClassFixture<SandboxedGateway>
{
    private const string Harbour = "@harbour_sandbox", Timetable = "harbour-news/timetable", Home = "https://www.figma.com/design/SandboxHomePage0000001/Home-page";

    /// <summary>What a platform keeps from apps such as the sandbox's; their refusal is what there is to rehearse.</summary>
    private static readonly string[] Kept = ["linkedin_search_connections", "linkedin_send_message"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_tool_of_a_platform_is_listed_and_works()
    {
        NodeClients.SkipWithoutThem();
        (string Tool, object Arguments)[] calls =
        [
            ("discord_get_me", new { }), ("discord_get_guilds", new { }), ("discord_get_channels", new { guild_id = "1310000000000000101" }), ("discord_get_messages", new { channel_id = "1310000000000000201" }), ("discord_send_message", new { channel_id = "1310000000000000201", content = "Found." }),
            ("slack_list_channels", new { }), ("slack_send_message", new { channel = "C0GENERAL01", text = "Found." }), ("slack_get_history", new { channel = "C0GENERAL01" }), ("slack_list_users", new { }), ("slack_get_user", new { user = "U0ADA000001" }),
            ("telegram_get_me", new { }), ("telegram_get_updates", new { }), ("telegram_get_chat", new { chat_id = Harbour }), ("telegram_send_message", new { chat_id = Harbour, text = "Hello" }),
            ("telegram_send_photo", new { chat_id = Harbour, photo = "https://example.org/ladder.jpg" }), ("telegram_confirm_updates", new { offset = "500000002" }),
            ("figma_get_me", new { }), ("figma_list_files", new { team_id = "700000000000000001" }), ("figma_read_file", new { file = Home }), ("figma_export_assets", new { file = Home, node_ids = new[] { "1-2" } }), ("figma_get_comments", new { file = Home }),
            ("figma_add_comment", new { file = Home, message = "Yes.", reply_to = "236413849" }),
            ("github_get_me", new { }), ("github_list_repos", new { }), ("github_read_files", new { repo = Timetable, path = "README.md" }), ("github_list_issues", new { repo = Timetable }), ("github_create_issue", new { repo = Timetable, title = "A ferry is missing" }),
            ("github_add_comment", new { repo = Timetable, number = 1, body = "Seen." }), ("github_list_prs", new { repo = Timetable }), ("github_get_pr", new { repo = Timetable, number = 2 }), ("github_list_pr_files", new { repo = Timetable, number = 2 }),
            ("github_create_pr", new { repo = Timetable, title = "Evenings", head = "evenings", @base = "main" }), ("github_update_pr", new { repo = Timetable, number = 2, title = "Sundays too" }), ("github_review_pr", new { repo = Timetable, number = 2, @event = "approve" }),
            ("github_merge_pr", new { repo = Timetable, number = 2, head_sha = "a275fc69729c7be917259a0dad74e51101d91a8f" }),
            ("gmail_list_messages", new { }), ("gmail_search_messages", new { subject = "Ferry" }), ("gmail_send_message", new { to = new[] { "ada@sandbox.example" }, subject = "Ladder", text = "Found." }), ("gmail_create_draft", new { subject = "Later", text = "x" }),
            ("twitter_get_user_profile", new { }), ("twitter_get_user_tweets", new { username = "harbour_news" }), ("twitter_search_tweets", new { query = "ferry" }), ("twitter_create_tweet", new { text = "Found." }),
            ("facebook_get_page", new { }), ("facebook_get_posts", new { }), ("facebook_create_post", new { message = "Open." }), ("facebook_create_photo_post", new { photo = "https://example.org/bread.jpg" }),
            ("instagram_get_profile", new { }), ("instagram_get_media", new { }), ("instagram_create_post", new { images = new[] { new { url = "https://example.org/bread.jpg" } } }),
            ("whatsapp_list_templates", new { }), ("whatsapp_send_message", new { to = "+49 1555 0100001", text = "Ready." }), ("whatsapp_send_template", new { to = "+49 1555 0100002", template = "hello_world", language = "en_US" }),
            ("linkedin_get_profile", new { }), ("linkedin_create_post", new { text = "Found." }), ("linkedin_search_connections", new { }), ("linkedin_send_message", new { recipients = new[] { "urn:li:person:ada" }, text = "Found." }),
            ("tiktok_get_profile", new { }), ("tiktok_get_creator_info", new { }), ("snapchat_get_me", new { }), ("snapchat_get_ad_accounts", new { }),
            ("email_search", new { text = "ferry" }), ("email_list_folders", new { }), ("email_search_messages", new { subject = "Ferry" }), ("email_send_email", new { to = new[] { "ada@sandbox.example" }, subject = "Ladder", text = "Found." }), ("email_create_draft", new { subject = "Later", text = "x" }),
            ("outlook_list_messages", new { }), ("outlook_search_messages", new { text = "ferry" }), ("outlook_send_message", new { to = new[] { "ada@sandbox.example" }, subject = "Ladder", text = "Found." }), ("outlook_create_draft", new { subject = "Later", text = "x" }),
            ("obsidian_search_notes", new { query = "tower" }), ("obsidian_read_note", new { path = "Inbox.md" }), ("obsidian_append_to_note", new { path = "Inbox.md", content = "- x" }), ("obsidian_update_note", new { path = "New.md", content = "x" }), ("obsidian_sync_status", new { }),
        ];

        var key = await gateway.KeyAsync(Stop);
        var seen = await NodeClients.DriveAsync("sdk-v2-auto", Mcp, key, calls.Select(call => new { tool = call.Tool, arguments = call.Arguments }), Stop);
        var found = Content(seen, calls, "email_search_messages").GetProperty("messages")[0].GetProperty("id").GetString();
        var letter = Content(seen, calls, "gmail_search_messages").GetProperty("messages")[0].GetProperty("id").GetString();
        var ferry = Content(seen, calls, "outlook_search_messages").GetProperty("messages")[0].GetProperty("id").GetString();
        var sent = Content(seen, calls, "whatsapp_send_message").GetProperty("message_id").GetString();
        var thread = Content(seen, calls, "slack_get_history").GetProperty("messages").EnumerateArray().Select(message => message.TryGetProperty("thread_ts", out var ts) ? ts.GetString() : null).First(ts => ts is not null);
        var video = await FileAsync(key, "pier.mp4", "video/mp4", [0, 0, 0, 24, .. "ftypisom"u8, .. new byte[80_000]]);
        (string Tool, object Arguments)[] more =
        [
            ("slack_get_thread", new { channel = "C0GENERAL01", thread_ts = thread }), ("email_read_message", new { id = found }), ("gmail_read_message", new { id = letter }), ("outlook_read_message", new { id = ferry }), ("twitter_upload_video", new { video, text = "From the pier." }), ("linkedin_upload_video", new { video, text = "From the pier." }),
            ("linkedin_upload_images", new { images = new[] { await FileAsync(key, "pier.png", "image/png", [1, 2, 3]) }, text = "The pier." }),
            ("linkedin_upload_document", new { document = await FileAsync(key, "pier.pdf", "application/pdf", [1, 2, 3]), title = "The pier", text = "The pier." }), ("snapchat_create_snap", new { media = video }), ("tiktok_create_video", new { video, privacy_level = "PUBLIC_TO_EVERYONE" }),
            ("facebook_create_video_post", new { video }), ("instagram_create_reel", new { video }), ("whatsapp_get_message_status", new { message_id = sent }),
        ];
        var then = await NodeClients.DriveAsync("sdk-v2-auto", Mcp, key, more.Select(call => new { tool = call.Tool, arguments = call.Arguments }), Stop);

        var published = Content(then, more, "tiktok_create_video").GetProperty("result").GetProperty("tiktok_publish_id").GetString();
        (string Tool, object Arguments)[] last = [("tiktok_get_video_status", new { tiktok_publish_id = published })];
        var told = await NodeClients.DriveAsync("sdk-v2-auto", Mcp, key, last.Select(call => new { tool = call.Tool, arguments = call.Arguments }), Stop);

        (string Tool, object Arguments)[] all = [.. calls, .. more, .. last];
        var tools = seen.GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("name").GetString()!).ToHashSet();
        Assert.Equal(all.Select(call => call.Tool).Order(), tools.Where(tool => !tool.StartsWith("square_", StringComparison.Ordinal)).Order());
        Assert.All(all.Zip(new[] { seen, then, told }.SelectMany(one => one.GetProperty("results").EnumerateArray())), pair => Assert.True(IsError(pair.Second) == Kept.Contains(pair.First.Tool), $"{pair.First.Tool}: {pair.Second}"));
    }

    [Theory]
    [InlineData("codex")]
    [InlineData("claude-code")]
    public async Task The_two_calls_of_the_first_minute_work_in_programs_that_people_use(string client)
    {
        NodeClients.SkipWithoutThem();
        var seen = await NodeClients.DriveAsync(client, Mcp, await gateway.KeyAsync(Stop),
        [
            new { tool = "telegram_send_message", arguments = new { chat_id = Harbour, text = "The ladder is found." } },
            new { tool = "telegram_get_updates", arguments = new { } },
        ], Stop);

        var results = seen.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(2, results.Count);
        Assert.All(results, result => Assert.False(IsError(result), result.GetRawText()));
        Assert.Contains("You wrote: The ladder is found.", results[1].GetRawText(), StringComparison.Ordinal);
    }

    private Uri Mcp => new(gateway.Process.Url, "/mcp");

    /// <summary>What a tool answered among these calls.</summary>
    private static JsonElement Content(JsonElement seen, (string Tool, object Arguments)[] calls, string tool) =>
        seen.GetProperty("results")[Array.FindIndex(calls, call => call.Tool == tool)].GetProperty("structuredContent");

    private static bool IsError(JsonElement result) => result.TryGetProperty("isError", out var error) && error.ValueKind == JsonValueKind.True;

    private async Task<string> FileAsync(string key, string name, string mediaType, byte[] content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/files?name={name}") { Content = new ByteArrayContent(content) };
        request.Content.Headers.ContentType = new(mediaType);
        request.Headers.Add("x-api-key", key);
        using var answer = await gateway.Process.Http.SendAsync(request, Stop);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(Stop)).GetProperty("id").GetString()!;
    }
}

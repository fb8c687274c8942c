using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Outlook;

/// <summary>What each tool asks of Graph, and what it makes of the answer.</summary>
public sealed class ToolTests : OutlookBench
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Platform.Answer = Well;
    }

    [Theory]
    [InlineData("""{}""", null)]
    [InlineData("""{"unread":true}""", "receivedDateTime ge 1900-01-01T00:00:00Z and isRead eq false")]
    [InlineData("""{"before":"2026-12-01"}""", "receivedDateTime ge 1900-01-01T00:00:00Z and receivedDateTime lt 2026-12-01T00:00:00Z")]
    [InlineData("""{"since":"2026-11-01","flagged":true,"has_attachment":false}""", "receivedDateTime ge 2026-11-01T00:00:00Z and hasAttachments eq false and flag/flagStatus eq 'flagged'")]
    [InlineData("""{"flagged":false}""", "receivedDateTime ge 1900-01-01T00:00:00Z and flag/flagStatus ne 'flagged'")]
    public async Task What_a_list_is_ordered_by_comes_first_among_its_conditions(string arguments, string? filter)
    {
        await AnswerAsync("outlook_list_messages", JsonElement.Parse(arguments));

        var query = Assert.Single(Platform.Requests).Query;
        Assert.Equal(("receivedDateTime desc", filter), (query["$orderby"], query.GetValueOrDefault("$filter")));
    }

    [Theory]
    [InlineData("""{"text":"ferry"}""", "\"\\\"ferry\\\"\"")]
    [InlineData("""{"from":"Ada Winter","subject":"ferry"}""", "\"from:\\\"Ada\\\" AND from:\\\"Winter\\\" AND subject:\\\"ferry\\\"\"")]
    [InlineData("""{"text":"a\" OR from:\"b* \\c"}""", "\"\\\"a\\\" AND \\\"OR\\\" AND \\\"from:b\\\" AND \\\"c\\\"\"")]
    [InlineData("""{"since":"2026-11-01","before":"2026-12-01","has_attachment":true}""", "\"received>=2026-11-01 AND received<2026-12-01 AND hasAttachments:true\"")]
    public async Task Words_of_a_search_are_words_whatever_they_hold(string arguments, string search)
    {
        await AnswerAsync("outlook_search_messages", JsonElement.Parse(arguments));

        var query = Assert.Single(Platform.Requests).Query;
        Assert.Equal(search, query["$search"]);
        Assert.Equal(["$search", "$select", "$top"], query.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("outlook_list_messages", null, "/mailFolders/inbox/messages")]
    [InlineData("outlook_list_messages", "Sent", "/mailFolders/sentitems/messages")]
    [InlineData("outlook_list_messages", "all", "/messages")]
    [InlineData("outlook_list_messages", "projects/Harbour", "/mailFolders/F3%2F/messages")]
    [InlineData("outlook_search_messages", null, "/messages")]
    [InlineData("outlook_search_messages", "Family", "/mailFolders/F2%3D/messages")]
    public async Task Folders_are_found_by_what_they_are_for_or_by_their_names(string tool, string? folder, string path)
    {
        await AnswerAsync(tool, (tool == "outlook_list_messages", folder) switch
        {
            (true, null) => new { },
            (true, _) => new { folder },
            (false, null) => new { text = "x" },
            _ => (object)new { text = "x", folder },
        });

        Assert.Equal($"GET {path}", Asked.Last());
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_told_with_those_that_are()
    {
        var error = await ErrorAsync("outlook_list_messages", new { folder = "Work" });

        Assert.Equal((ToolErrorKind.NotFound, "folder"), (error.Kind, error.Argument));
        Assert.Contains("Projects, Family", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_goes_on_where_Graph_says_letter_for_letter_and_nowhere_else()
    {
        Platform.Answer = asked => new(200, asked.Target.Contains("opaque", StringComparison.Ordinal) ? $$"""{"value":[{{Message}}]}""" : $$"""{"value":[{{Message}}],"@odata.nextLink":"{{Platform.Url}}graph.microsoft.com/v1.0/me/mailFolders/inbox/messages?$skip=1&x=opaque%2b"}""");
        var first = await AnswerAsync("outlook_list_messages", new { limit = 1 });
        var second = await AnswerAsync("outlook_list_messages", new { limit = 1, cursor = first.GetProperty("next_cursor").GetString() });

        Assert.Equal($"{Me}/mailFolders/inbox/messages?$skip=1&x=opaque%2b", Platform.Requests.Last().Target);
        Assert.False(second.TryGetProperty("next_cursor", out _));
        Assert.Equal("cursor", (await ErrorAsync("outlook_list_messages", new { limit = 2, cursor = first.GetProperty("next_cursor").GetString() })).Argument);
        Platform.Answer = _ => new(200, """{"value":[],"@odata.nextLink":"https://elsewhere.example/v1.0/me/messages"}""");
        Assert.Equal(ToolErrorKind.PlatformUnavailable, (await ErrorAsync("outlook_list_messages", new { })).Kind);
    }

    [Fact]
    public async Task The_longest_search_has_a_cursor_that_can_be_given_back()
    {
        Platform.Answer = asked => new(200, $$"""{"value":[{{Message}}],"@odata.nextLink":"{{Platform.Url.ToString().TrimEnd('/')}}{{asked.Target}}&$skiptoken={{new string('t', 500)}}"}""");
        var longest = new { from = new string('é', 180), text = new string('é', 120), folder = "inbox" };
        var first = await AnswerAsync("outlook_search_messages", longest);

        Assert.InRange(first.GetProperty("next_cursor").GetString()!.Length, 1_000, 8_192);
        Assert.Equal("text", (await ErrorAsync("outlook_search_messages", new { from = new string('é', 200), to = new string('é', 200), text = new string('é', 200) })).Argument);
    }

    [Fact]
    public async Task A_message_is_read_without_what_nobody_sees_in_it_and_without_its_attachments_bytes()
    {
        var read = await AnswerAsync("outlook_read_message", new { id = Id });

        Assert.Equal("Hello, the ferry leaves at 9.", read.GetProperty("text").GetString()!.Replace("**", "", StringComparison.Ordinal).Trim());
        Assert.Equal(["file", "link"], read.GetProperty("attachments").EnumerateArray().Select(one => one.GetProperty("kind").GetString()));
        Assert.Equal([$"GET /messages/{Path}", $"GET /messages/{Path}/attachments"], Asked);
        Assert.All(Platform.Requests, request => Assert.Equal("IdType=\"ImmutableId\"", request.Header("prefer")));
        Assert.DoesNotContain(Platform.Requests, request => request.Target.Contains("contentBytes", StringComparison.Ordinal) || request.Target.Contains("expand", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_longesttext_comes_in_pages_that_join()
    {
        var longest = string.Concat(Enumerable.Range(0, 9_000).Select(line => $"Line {line} 🚢\n"));
        Platform.Answer = asked => asked.Path.EndsWith("attachments", StringComparison.Ordinal) ? new(200, """{"value":[]}""") : new(200, JsonSerializer.Serialize(new { id = Id, body = new { contentType = "text", content = longest } }));
        var (text, cursor) = ("", (string?)null);
        do
        {
            var page = await AnswerAsync("outlook_read_message", cursor is null ? new { id = Id } : (object)new { id = Id, cursor });
            Assert.InRange(page.GetRawText().Length, 10, 48_000);
            text += page.GetProperty("text").GetString();
            cursor = page.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);

        Assert.Equal(longest, text);
    }

    [Fact]
    public async Task An_attachment_is_kept_as_a_file_and_a_link_to_one_is_not()
    {
        var kept = await AnswerAsync("outlook_read_message", new { id = Id, save_attachment = "AQ1=" });

        Assert.Equal(("fil_kept", "plan.csv", "text/csv"), kept.GetProperty("saved") is var saved ? (saved.GetProperty("file").GetString(), saved.GetProperty("name").GetString(), saved.GetProperty("media_type").GetString()) : default);
        Assert.Equal("item,price\nladder,80\n", Kept["plan.csv"]);
        Assert.Equal((ToolErrorKind.NotPermittedByPlatform, "save_attachment"), await ErrorAsync("outlook_read_message", new { id = Id, save_attachment = "AQ2=" }) is var link ? (link.Kind, link.Argument) : default);
        Assert.Equal(ToolErrorKind.NotFound, (await ErrorAsync("outlook_read_message", new { id = Id, save_attachment = "AQ3=" })).Kind);
    }

    [Theory]
    [InlineData(3_000_000, "POST /messages/AAkADraft%3D/attachments")]
    [InlineData(3_000_001, "POST /messages/AAkADraft%3D/attachments/createUploadSession,PUT 0-3000000/3000001")]
    [InlineData(9_000_000, "POST /messages/AAkADraft%3D/attachments/createUploadSession,PUT 0-3932159/9000000,PUT 3932160-7864319/9000000,PUT 7864320-8999999/9000000")]
    public async Task Files_above_3_MB_go_in_parts_without_the_token(long size, string requests)
    {
        File = new(size);
        await AnswerAsync("outlook_create_draft", new { subject = "x", attachments = new[] { OneFile.Id } });

        Assert.Equal(requests, string.Join(',', Platform.Requests.Skip(1).Select(request => request.Verb == "PUT" ? $"PUT {request.Header("content-range")!["bytes ".Length..]}" : $"{request.Verb} {request.Path.Replace(Me, "", StringComparison.Ordinal)}")));
        Assert.All(Platform.Requests.Where(request => request.Verb == "PUT"), put => Assert.Equal((null, null, "application/octet-stream"), (put.Header("authorization"), put.Header("prefer"), put.Header("content-type"))));
        Assert.All(Platform.Requests, request => Assert.InRange(request.Bytes.Length, 0, 4 * 1024 * 1024));
    }

    [Theory]
    [InlineData("https://elsewhere.example/upload")]
    [InlineData("http://outlook.office.com/upload")]
    [InlineData("")]
    public async Task No_byte_goes_where_Microsoft_is_not(string address)
    {
        File = new(5_000_000);
        Platform.Answer = asked => asked.Path.EndsWith("createUploadSession", StringComparison.Ordinal) ? new(201, JsonSerializer.Serialize(new { uploadUrl = address })) : Well(asked);

        Assert.Equal(ToolErrorKind.PlatformUnavailable, (await ErrorAsync("outlook_send_message", new { to = new[] { "bob@example.org" }, subject = "x", attachments = new[] { OneFile.Id } })).Kind);
        Assert.Equal(["POST /messages", "POST /messages/AAkADraft%3D/attachments/createUploadSession", "DELETE /messages/AAkADraft%3D"], Asked);
    }

    [Fact]
    public async Task A_reply_keeps_its_conversation_and_quotes_nothing()
    {
        await AnswerAsync("outlook_send_message", new { to = new[] { "ada@example.org" }, text = "At 9.", reply_to_message = Id });

        Assert.Equal([$"POST /messages/{Path}/createReply", "PATCH /messages/AAkADraft%3D", "POST /messages/AAkADraft%3D/send"], Asked);
        Assert.Equal("""{"body":{"contentType":"text","content":"At 9."},"toRecipients":[{"emailAddress":{"address":"ada@example.org"}}],"ccRecipients":[],"bccRecipients":[]}""", Platform.Requests.ElementAt(1).Body);
    }

    [Fact]
    public async Task A_draft_of_a_reply_keeps_whom_Outlook_named_where_nobody_else_is()
    {
        await AnswerAsync("outlook_create_draft", new { reply_to_message = Id });

        Assert.Equal("""{"body":{"contentType":"text","content":""}}""", Platform.Requests.Last().Body);
    }

    [Theory]
    [InlineData("""{"text":"1 < 2"}""", """<html><body lang="en"><div style="white-space: pre-wrap">1 &lt; 2</div><br><hr>Theirs</body></html>""")]
    [InlineData("""{"html":"<p>Mine</p>"}""", """<html><body lang="en"><p>Mine</p><br><hr>Theirs</body></html>""")]
    public async Task A_forward_has_ours_above_theirs(string arguments, string content)
    {
        var given = System.Text.Json.Nodes.JsonNode.Parse(arguments)!.AsObject();
        given["forward_message"] = Id;
        await AnswerAsync("outlook_create_draft", given);

        Assert.Equal(content, Platform.Requests.Last().Json.GetProperty("body").GetProperty("content").GetString());
    }

    [Fact]
    public void Whom_a_message_reaches_is_known_before() =>
        Assert.Equal(["bob@example.org", "ada@xn--hfen-loa.example", "c@example.org"], ToolOf("outlook_send_message").Recipients!(JsonElement.Parse("""{"to":["Bob <bob@example.org>"],"cc":["ada@häfen.example"],"bcc":["c@example.org","bob@example.org"]}""")));
}

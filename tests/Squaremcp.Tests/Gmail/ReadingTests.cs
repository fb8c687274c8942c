using System.Text;
using System.Text.Json;
using Squaremcp.Platforms;

namespace Squaremcp.Tests.Gmail;

/// <summary>Listing, searching and reading.</summary>
public sealed class ReadingTests : GmailBench
{
    [Theory]
    [InlineData("""{"from":"anna@example.org"}""", "from:\"anna@example.org\"")]
    [InlineData("""{"from":"x\" OR from:y","to":"b"}""", "from:\"x  OR from:y\" to:\"b\"")]
    [InlineData("""{"subject":"two words","text":"Grüße"}""", "subject:\"two words\" \"Grüße\"")]
    [InlineData("""{"since":"2026-11-01","before":"2026-12-01"}""", "after:1793491200 before:1796083200")]
    [InlineData("""{"unread":true,"flagged":false,"has_attachment":true}""", "is:unread -is:starred has:attachment")]
    [InlineData("""{"unread":false,"flagged":true,"has_attachment":false}""", "is:read is:starred -has:attachment")]
    [InlineData("""{"text":"a","query":"larger:5M OR in:chats"}""", "\"a\" (larger:5M OR in:chats)")]
    [InlineData("{}", null)]
    public async Task What_is_asked_for_becomes_a_search_of_Gmails(string arguments, string? query)
    {
        Platform.Answer = Well;
        await AnswerAsync("gmail_search_messages", JsonElement.Parse(arguments));

        Assert.Equal(query, Platform.Requests.First().Query.GetValueOrDefault("q"));
        Assert.False(Platform.Requests.First().Query.ContainsKey("labelIds"));
    }

    [Theory]
    [InlineData("gmail_search_messages", """{"from":"\"\""}""", "from")]
    [InlineData("gmail_search_messages", """{"subject":"a\nb"}""", "subject")]
    [InlineData("gmail_search_messages", """{"since":"2026-13-01"}""", "since")]
    [InlineData("gmail_search_messages", """{"query":" "}""", "query")]
    [InlineData("gmail_search_messages", """{"cursor":"zzz"}""", "cursor")]
    [InlineData("gmail_read_message", """{"id":"../labels"}""", "id")]
    [InlineData("gmail_read_message", """{"id":"INBOX/1/2"}""", "id")]
    [InlineData("gmail_send_message", """{"to":["x"],"subject":"x","text":"x"}""", "to")]
    [InlineData("gmail_send_message", """{"subject":"x","text":"x"}""", "to")]
    [InlineData("gmail_send_message", """{"to":["a@example.org"],"text":"x"}""", "subject")]
    [InlineData("gmail_send_message", """{"to":["a@example.org"],"subject":"x"}""", "text")]
    [InlineData("gmail_send_message", """{"to":["a@example.org"],"subject":"x\nBcc: b@example.org","text":"x"}""", "subject")]
    [InlineData("gmail_send_message", """{"to":["a@example.org"],"text":"x","reply_to_message":"a","forward_message":"b"}""", "forward_message")]
    [InlineData("gmail_create_draft", """{"reply_to_message":"a/b"}""", "reply_to_message")]
    public async Task What_cannot_be_is_refused_before_anything_leaves(string tool, string arguments, string argument)
    {
        var error = await ErrorAsync(tool, JsonElement.Parse(arguments));

        Assert.Equal((ToolErrorKind.InvalidArgument, argument), (error.Kind, error.Argument));
        Assert.Empty(Platform.Requests);
    }

    [Theory]
    [InlineData("spam", "SPAM", true)]
    [InlineData("STARRED", "STARRED", false)]
    [InlineData("harbour & sons", "Label_7", false)]
    [InlineData("Label_7", "Label_7", false)]
    public async Task A_label_is_found_by_its_name(string given, string id, bool withSpam)
    {
        Platform.Answer = Well;
        await AnswerAsync("gmail_list_messages", new { label = given });

        var list = Platform.Requests.First(request => request.Path == $"{Api}/messages");
        Assert.Equal((id, withSpam), (list.Query["labelIds"], list.Query.ContainsKey("includeSpamTrash")));
    }

    [Fact]
    public async Task A_label_that_is_not_there_is_told_with_those_that_are()
    {
        Platform.Answer = Well;
        var error = await ErrorAsync("gmail_list_messages", new { label = "Bills" });

        Assert.Equal((ToolErrorKind.NotFound, "label"), (error.Kind, error.Argument));
        Assert.Contains("Harbour & Sons", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_holds_as_many_as_fit_and_goes_on_where_it_ended_and_what_is_gone_meanwhile_is_left_out()
    {
        string[] ids = ["a1", "a2", "a3", "a4", "a5", "a6", "a7"];
        Platform.Answer = request => request.Path == $"{Api}/messages"
            ? request.Query.GetValueOrDefault("pageToken") == "next"
                ? new(200, """{"messages":[{"id":"b1"}],"resultSizeEstimate":8}""")
                : new(200, JsonSerializer.Serialize(new { messages = ids.Select(id => new { id }), nextPageToken = "next", resultSizeEstimate = 8 }))
            : request.Path.EndsWith("a3", StringComparison.Ordinal) ? new(404, Refusal(404, "notFound", "x"))
            : new(200, Message(request.Path[^2..], subject: new string('x', 400)));
        var (seen, cursor) = (new List<string>(), (string?)null);
        do
        {
            var result = await Connector.InvokeAsync("gmail_list_messages", Account, JsonSerializer.SerializeToElement(cursor is null ? (object)new { limit = 7 } : new { limit = 7, cursor }), Context() with { AnswerBytes = 9_500 }, TestContext.Current.CancellationToken);
            var page = JsonElement.Parse(result.Json!);
            seen.AddRange(page.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("id").GetString()!));
            cursor = page.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
            Assert.False(page.TryGetProperty("total", out _));
        }
        while (cursor is not null);

        Assert.Equal(["a1", "a2", "a4", "a5", "a6", "a7", "b1"], seen);
    }

    [Fact]
    public async Task Nothing_found_is_an_empty_list()
    {
        Fail(200, """{"resultSizeEstimate":0}""");

        Assert.Equal("""{"messages":[]}""", (await AnswerAsync("gmail_search_messages", new { text = "x" })).GetRawText());
    }

    [Fact]
    public async Task A_text_is_read_in_UTF8_whatever_charset_it_once_had()
    {
        Platform.Answer = _ => new(200, Message(text: "Grüße vom Leuchtturm 🚢"));

        Assert.Equal("Grüße vom Leuchtturm 🚢", (await AnswerAsync("gmail_read_message", new { id = Id })).GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_text_that_is_not_in_UTF8_is_read_as_it_says_it_is()
    {
        var latin = System.Buffers.Text.Base64Url.EncodeToString(Encoding.Latin1.GetBytes("Grüße"));
        Platform.Answer = _ => new(200, Message(text: "TEXT").Replace(Encoded("TEXT"), latin, StringComparison.Ordinal));

        Assert.Equal("Grüße", (await AnswerAsync("gmail_read_message", new { id = Id })).GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_long_text_comes_in_pages_that_are_the_whole_of_it()
    {
        var text = string.Join('\n', Enumerable.Range(0, 6_000).Select(line => $"line {line} of it"));
        Platform.Answer = _ => new(200, Message(text: text));
        var (all, cursor, pages) = (new StringBuilder(), (string?)null, 0);
        do
        {
            var page = await AnswerAsync("gmail_read_message", cursor is null ? new { id = Id } : new { id = Id, cursor });
            all.Append(page.GetProperty("text").GetString());
            cursor = page.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
            Assert.Equal(pages++ == 0, page.GetProperty("from").GetArrayLength() == 1);
        }
        while (cursor is not null);

        Assert.Equal(text, all.ToString());
        Assert.InRange(pages, 2, 5);
    }

    [Fact]
    public async Task Texts_and_invitations_that_Gmail_keeps_apart_are_fetched()
    {
        const string Part = """,{"partId":"2","mimeType":"text/calendar","filename":"invite.ics","headers":[{"name":"Content-Type","value":"text/calendar; method=REQUEST"}],"body":{"attachmentId":"cal","size":90}}""";
        Platform.Answer = request => request.Path.Contains("/attachments/", StringComparison.Ordinal)
            ? new(200, $$"""{"data":"{{Encoded(request.Path.EndsWith("cal", StringComparison.Ordinal) ? "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Ferry\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n" : "far away")}}"}""")
            : new(200, Message(text: "TEXT", more: Part).Replace($"\"data\":\"{Encoded("TEXT")}\"", "\"attachmentId\":\"long\"", StringComparison.Ordinal));
        var read = await AnswerAsync("gmail_read_message", new { id = Id });

        Assert.Equal(("far away", "Ferry"), (read.GetProperty("text").GetString(), read.GetProperty("events")[0].GetProperty("summary").GetString()));
    }

    [Fact]
    public async Task An_attached_message_is_read_with_its_parts()
    {
        const string Part = """,{"partId":"2","mimeType":"message/rfc822","filename":"old.eml","headers":[{"name":"Content-Type","value":"message/rfc822"}],"body":{"attachmentId":"eml","size":500},"parts":[{"partId":"2.0","mimeType":"multipart/mixed","headers":[{"name":"Content-Type","value":"multipart/mixed; boundary=y"}],"body":{"size":0},"parts":[{"partId":"2.0.0","mimeType":"image/png","filename":"pier.png","headers":[],"body":{"attachmentId":"png","size":70}}]}]}""";
        Platform.Answer = _ => new(200, Message(more: Part));
        var attachments = (await AnswerAsync("gmail_read_message", new { id = Id })).GetProperty("attachments").EnumerateArray().Select(one => $"{one.GetProperty("part")} {one.GetProperty("media_type")} {one.GetProperty("size_bytes")}");

        Assert.Equal(["2 text/csv 9", "3 message/rfc822 500", "3.1 image/png 70"], attachments);
    }

    [Fact]
    public async Task An_attachment_is_kept_as_a_file_of_the_customers()
    {
        Platform.Answer = Well;
        var saved = (await AnswerAsync("gmail_read_message", new { id = Id, save_attachment = "2" })).GetProperty("saved");

        Assert.Equal(("hours.csv", "text/csv"), (saved.GetProperty("name").GetString(), saved.GetProperty("media_type").GetString()));
        Assert.Equal("9;10;11\r\n", Encoding.UTF8.GetString(await Kept.ContentAsync("cus_1", saved.GetProperty("file").GetString()!)));
        Assert.Equal(ToolErrorKind.NotFound, (await ErrorAsync("gmail_read_message", new { id = Id, save_attachment = "7" })).Kind);
    }

    [Theory]
    [InlineData("""{"data":"SGVs""")]
    [InlineData("<html>")]
    [InlineData("""{"size":5}""")]
    public async Task An_attachment_that_breaks_off_is_none(string body)
    {
        Platform.Answer = request => request.Path.Contains("/attachments/", StringComparison.Ordinal) ? new(200, body) : Well(request);

        Assert.Equal(ToolErrorKind.PlatformUnavailable, (await ErrorAsync("gmail_read_message", new { id = Id, save_attachment = "2" })).Kind);
    }
}

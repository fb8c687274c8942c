using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Tests.Meta;
using Squaremcp.Tests.Twitter;

namespace Squaremcp.Tests.WhatsApp;

public sealed class ToolTests : WhatsAppBench
{
    private const string Message = "whatsapp_send_message", Template = "whatsapp_send_template";

    public static TheoryData<string> Cassettes => [.. Tapes("WhatsApp")];

    [Theory]
    [MemberData(nameof(Cassettes))]
    public Task A_call_makes_its_requests_and_reads_the_answers(string tape) => PlayAsync(tape);

    [Fact]
    public void Every_tool_has_a_tape() => Assert.Empty(Connector.Platform.Tools.Select(tool => tool.Name).Except(Tapes("WhatsApp").Select(ToolOf)));

    [Fact]
    public async Task A_file_is_uploaded_and_then_named_by_the_message()
    {
        Given(new GivenFile(5, "application/pdf"));
        Graph.Answer = request => GraphAnswer.Ok(request.Path.EndsWith("/media", StringComparison.Ordinal) ? """{"id":"777"}""" : Taken);

        await AnswerAsync(Message, new { to = "+49 30 1234567", media = GivenFile.Id, media_kind = "document", filename = "menu.pdf", text = "The menu" });

        var (upload, message) = (Graph.Requests.First(), Graph.Requests.Last());
        Assert.Equal(("whatsapp", "application/pdf", "5 bytes"), (upload.Form["messaging_product"], upload.Form["type"], upload.Form["file"]));
        Assert.Equal("""{"messaging_product":"whatsapp","recipient_type":"individual","to":"49301234567","type":"document","document":{"id":"777","caption":"The menu","filename":"menu.pdf"}}""", message.Body);
        Assert.Equal($"Bearer {Token}", message.Authorization);
    }

    [Theory]
    [InlineData("+49 (30) 123-4567", """ "to":"49301234567" """)]
    [InlineData("49301234567", """ "to":"49301234567" """)]
    [InlineData("US.13491208655302741918", """ "recipient":"US.13491208655302741918" """)]
    [InlineData("US.ENT.11815799212886844830", """ "recipient":"US.ENT.11815799212886844830" """)]
    public async Task A_person_is_named_by_number_or_by_WhatsApps_id(string to, string sent)
    {
        Graph.Answer = _ => GraphAnswer.Ok("""{"messages":[{"id":"wamid.AAA="}],"contacts":[{"user_id":"US.1"}]}""");

        Assert.Equal("US.1", (await AnswerAsync(Message, new { to, text = "x" })).GetProperty("user_id").GetString());
        Assert.Contains(sent.Trim(), Graph.Requests.Single().Body, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_person_is_the_same_recipient_however_written() => Assert.Equal(
        ["+49301234567"], new[] { "+49 30 1234567", "49 (30) 123-4567" }.SelectMany(to => Of(Message).Recipients!(JsonSerializer.SerializeToElement(new { to }))).Distinct());

    [Fact]
    public async Task Outside_the_window_the_error_names_the_templates_to_use()
    {
        Graph.Answer = request => request.Verb == "POST"
            ? new(400, """{"error":{"message":"(#131047) Re-engagement message","type":"OAuthException","code":131047,"error_data":{"messaging_product":"whatsapp","details":"More than 24 hours have passed"},"fbtrace_id":"x"}}""")
            : GraphAnswer.Ok("""{"data":[{"id":"1","name":"order_ready","language":"de","status":"APPROVED"},{"id":"2","name":"hello","language":"en_US","status":"APPROVED"}]}""");

        var error = await ErrorAsync(Message, new { to = "+49 30 1234567", text = "x" });

        Assert.Equal(ToolErrorKind.NotPermittedByPlatform, error.Kind);
        Assert.Contains("whatsapp_send_template with one of: order_ready (de), hello (en_US)", error.Message, StringComparison.Ordinal);
        Assert.Equal("APPROVED", Graph.Requests.Last().Query["status"]);
    }

    [Fact]
    public async Task Where_the_templates_cannot_be_asked_for_the_window_is_told_all_the_same()
    {
        Graph.Answer = request => request.Verb == "POST" ? GraphAnswer.Error(400, 131047) : new(500, "");

        Assert.Contains("whatsapp_list_templates names", (await ErrorAsync(Message, new { to = "+49 30 1234567", text = "x" })).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> Bad => new()
    {
        { Message, """{"to":"+49 30 1234567"}""", "text" },
        { Message, """{"to":"+49 30 1234567","text":" "}""", "text" },
        { Message, """{"to":"0301234567","text":"x"}""", "to" },
        { Message, """{"to":"anna@example.org","text":"x"}""", "to" },
        { Message, """{"to":"+49 30 1234567","media":"https://example.org/a.jpg"}""", "media_kind" },
        { Message, """{"to":"+49 30 1234567","text":"x","media_kind":"image"}""", "media_kind" },
        { Message, """{"to":"+49 30 1234567","text":"x","media":"https://example.org/a.webp","media_kind":"sticker"}""", "text" },
        { Message, """{"to":"+49 30 1234567","media":"https://example.org/a.jpg","media_kind":"image","filename":"a"}""", "filename" },
        { Message, """{"to":"+49 30 1234567","media":"https://10.0.0.1/a.jpg","media_kind":"image"}""", "media" },
        { Message, """{"to":"+49 30 1234567","media":"fil_gone","media_kind":"image"}""", "media" },
        { Message, """{"to":"+49 30 1234567","media":"fil_video","media_kind":"image"}""", "media" },
        { Message, $$"""{"to":"+49 30 1234567","media":"https://example.org/a.jpg","media_kind":"image","text":"{{new string('a', 1_025)}}"}""", "text" },
        { Message, """{"to":"+49 30 1234567","text":"x","reply_to_message_id":"1234567890"}""", "reply_to_message_id" },
        { Template, """{"to":"x1234","template":"a","language":"de"}""", "to" },
        { Template, """{"to":"+49 30 1234567","template":"a","language":"de","header_media":"https://example.org/a.jpg"}""", "header_media_kind" },
        { Template, """{"to":"+49 30 1234567","template":"a","language":"de","header_media":"fil_12345","header_media_kind":"image"}""", "header_media" },
        { Template, """{"to":"+49 30 1234567","template":"a","language":"de","header_media":"https://example.org/a.jpg","header_media_kind":"image","header_text":"x"}""", "header_text" },
        { Template, """{"to":"+49 30 1234567","template":"a","language":"de","body_parameters":["x"],"named_parameters":[{"name":"a","value":"b"}]}""", "named_parameters" },
        { "whatsapp_get_message_status", """{"message_id":"1234567890"}""", "message_id" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task What_WhatsApp_would_refuse_is_refused_before_anything_leaves(string tool, string arguments, string argument)
    {
        Assert.Equal(argument, (await ErrorAsync(tool, JsonElement.Parse(arguments))).Argument);
        if (!Of(tool).ReadOnly)
        {
            Assert.Equal(argument, (await RehearseAsync(tool, JsonElement.Parse(arguments))).Error!.Argument);
        }

        Assert.Empty(Graph.Requests);
    }

    [Theory]
    [InlineData("image", "image/jpeg", 5_242_881)]
    [InlineData("video", "video/mp4", 16_777_217)]
    [InlineData("audio", "audio/wav", 5)]
    [InlineData("sticker", "image/webp", 512_001)]
    [InlineData("document", "application/pdf", 104_857_601)]
    [InlineData("document", "application/pdf", 0)]
    public async Task A_file_that_WhatsApp_would_not_take_is_not_uploaded(string kind, string type, long size)
    {
        Given(new GivenFile(size, type));

        Assert.Equal("media", (await ErrorAsync(Message, new { to = "+49 30 1234567", media = GivenFile.Id, media_kind = kind })).Argument);
        Assert.Empty(Graph.Requests);
    }

    [Fact]
    public async Task A_rehearsed_message_tells_of_the_window_and_sends_nothing()
    {
        var told = (await RehearseAsync(Message, new { to = "49 30 1234567", text = "x" })).Json;

        Assert.Contains("to +49301234567 from +49309999999", told, StringComparison.Ordinal);
        Assert.Contains("within the last 24 hours", told, StringComparison.Ordinal);
        Assert.Empty(Graph.Requests);
    }

    [Theory]
    [InlineData("order_ready", "de", 2, null, "utility")]
    [InlineData("order_ready", "de", 1, ToolErrorKind.InvalidArgument, "needs 2 values (1, 2), and 1 are given")]
    [InlineData("order_ready", "fr", 2, ToolErrorKind.NotFound, "no template order_ready in fr")]
    [InlineData("order", "de", 0, ToolErrorKind.NotFound, "no template order in de")]
    [InlineData("offer", "de", 0, ToolErrorKind.NotPermittedByPlatform, "PAUSED")]
    public async Task A_rehearsed_template_is_looked_up_and_compared(string name, string language, int values, ToolErrorKind? kind, string says)
    {
        Graph.Answer = _ => GraphAnswer.Ok("""{"data":[{"id":"1","name":"order_ready","language":"de","status":"APPROVED","category":"UTILITY","components":[{"type":"BODY","text":"Hallo {{1}}, {{2}} ist fertig, {{1}}!"}]},{"id":"2","name":"offer","language":"de","status":"PAUSED","components":[]}]}""");
        var result = await RehearseAsync(Template, new { to = "+49 30 1234567", template = name, language, body_parameters = Enumerable.Repeat("x", values) });

        Assert.Equal(kind, result.Error?.Kind);
        Assert.Contains(says, result.Error?.Message ?? result.Json, StringComparison.Ordinal);
        Assert.Equal("GET", Assert.Single(Graph.Requests).Verb);
    }

    [Theory]
    [InlineData("DELIVERED,SENT", "delivered")]
    [InlineData("READ,SENT,DELIVERED,DELIVERED", "read")]
    [InlineData("SENT,FAILED", "failed")]
    [InlineData("SENT", "sent")]
    [InlineData("PENDING", "unknown")]
    public async Task Events_come_in_any_order_and_the_furthest_counts(string events, string status)
    {
        var told = string.Join(',', events.Split(',').Select(one => $$"""{"id":"1","delivery_status":"{{one}}","timestamp":1795000000}"""));
        Graph.Answer = _ => GraphAnswer.Ok($$$"""{"data":[{"id":"1","message_id":"wamid.AAA=","events":{"data":[{{{told}}}]}}]}""");

        Assert.Equal(status, (await AnswerAsync("whatsapp_get_message_status", new { message_id = "wamid.AAA=" })).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_message_that_WhatsApp_tells_nothing_of_is_not_found()
    {
        Graph.Answer = _ => GraphAnswer.Ok("""{"data":[]}""");

        Assert.Equal(ToolErrorKind.NotFound, (await ErrorAsync("whatsapp_get_message_status", new { message_id = "wamid.AAA=" })).Kind);
    }
}

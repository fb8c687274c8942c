using System.Text.Json.Nodes;
using Squaremcp.Tests.Meta;

namespace Squaremcp.Tests.WhatsApp;

/// <summary>Our requests against Meta's published description of the Cloud API.</summary>
public sealed class OracleTests : WhatsAppBench
{
    /// <summary>The description is of v23.0, before people without a number; it names two kinds of buttons of three, and of the list of templates only the filter by name.</summary>
    private static readonly string[] Known =
    [
        "body has no recipient",
        "body needs to",
        "body.template.components[].sub_type knows no copy_code",
        "message_templates has no parameter category",
        "message_templates has no parameter fields",
        "message_templates has no parameter language",
        "message_templates has no parameter limit",
        "message_templates has no parameter status",
    ];

    [Fact]
    public async Task Every_request_is_one_that_is_described()
    {
        var oracle = WhatsAppOracle.Required;
        Graph.Answer = request => GraphAnswer.Ok(request.Verb == "POST" ? Taken : """{"data":[{"id":"1","events":{"data":[]}}]}""");
        var to = "+49 30 1234567";
        await AnswerAsync("whatsapp_send_message", new { to, text = "Grüße", preview_url = true, reply_to_message_id = "wamid.AAA=" });
        foreach (var kind in (string[])["image", "video", "audio", "document", "sticker"])
        {
            await AnswerAsync("whatsapp_send_message", new { to, media = "https://example.org/a", media_kind = kind });
        }

        await AnswerAsync("whatsapp_send_message", new { to = "US.1349", text = "x" });
        await AnswerAsync("whatsapp_send_template", new { to, template = "a", language = "de" });
        await AnswerAsync("whatsapp_send_template", new
        {
            to,
            template = "a",
            language = "de",
            header_media = "https://example.org/a.pdf",
            header_media_kind = "document",
            body_parameters = new[] { "x" },
            buttons = new object[] { new { index = 0, kind = "url", value = "5" }, new { index = 1, kind = "quick_reply", value = "yes" }, new { index = 2, kind = "copy_code", value = "C" } },
        });
        await AnswerAsync("whatsapp_list_templates", new { name = "a", status = "APPROVED", category = "UTILITY", language = "de" });
        await AnswerAsync("whatsapp_get_message_status", new { message_id = "wamid.AAA=" });

        var offences = Graph.Requests.SelectMany(request => request.Verb == "POST" ? oracle.Message((JsonObject)JsonNode.Parse(request.Body)!)
            : oracle.Query(request.Path.EndsWith("history", StringComparison.Ordinal) ? "/{Version}/{Phone-Number-ID}/message_history" : "/{Version}/{WABA-ID}/message_templates", request.Query.Keys));
        Assert.Equal(11, Graph.Requests.Count);
        Assert.Equal(Known, offences.Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"messaging_product":"whatsapp","recipient_type":"individual","to":"5","type":"text","text":{"body":"x","colour":"red"}}""", "body.text has no colour")]
    [InlineData("""{"messaging_product":"whatsapp","recipient_type":"everybody","to":"5","type":"text","text":{"body":"x"}}""", "recipient_type knows no everybody")]
    [InlineData("""{"messaging_product":"whatsapp","recipient_type":"individual","to":"5","type":"image","image":{}}""", "needs id")]
    [InlineData("""{"messaging_product":"whatsapp","recipient_type":"individual","to":"5","type":"template","template":{"name":"a","language":{"code":"de"}}}""", "needs policy")]
    [InlineData("""{"messaging_product":"whatsapp","recipient_type":"individual","to":"5","type":"song"}""", "no message of song")]
    public void What_is_not_described_is_noticed(string body, string offence) =>
        Assert.Contains(WhatsAppOracle.Required.Message((JsonObject)JsonNode.Parse(body)!), found => found.Contains(offence, StringComparison.Ordinal));
}

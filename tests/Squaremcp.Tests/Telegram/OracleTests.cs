using System.Text.Json.Nodes;

namespace Squaremcp.Tests.Telegram;

/// <summary>Our requests against the published description of the Bot API.</summary>
public sealed class OracleTests : TelegramBench
{
    [Fact]
    public async Task Every_request_is_one_that_is_described()
    {
        var oracle = BotOracle.Required;
        Files.Add("fil_1", "image/webp", [1, 2, 3]);
        object[] sends =
        [
            new { chat_id = "5001", text = "x" },
            new { chat_id = "@example_group", text = "<b>x</b>", parse_mode = "HTML", disable_notification = true, disable_link_preview = true },
        ];
        foreach (var send in sends)
        {
            await AnswerAsync("telegram_send_message", send);
            await RehearseAsync("telegram_send_message", send);
        }

        var first = Telegram.Messages.First().Id.ToString();
        await AnswerAsync("telegram_send_message", new { chat_id = "5001", text = "x", reply_to_message_id = first });
        foreach (var photo in (string[])["fil_1", "https://example.org/a.jpg"])
        {
            await AnswerAsync("telegram_send_photo", new { chat_id = "-1001234567890", photo, caption = "*x*", parse_mode = "MarkdownV2", reply_to_message_id = first, disable_notification = true });
        }

        await AnswerAsync("telegram_get_me", new { });
        await AnswerAsync("telegram_get_updates", new { offset = "5" });
        await AnswerAsync("telegram_confirm_updates", new { offset = "5" });
        await AnswerAsync("telegram_get_chat", new { chat_id = "5001" });

        Assert.Equal(["getChat", "getMe", "getUpdates", "sendMessage", "sendPhoto"], Telegram.Requests.Select(request => request.Method).Distinct().Order(StringComparer.Ordinal));
        Assert.Empty(Telegram.Requests.SelectMany(request => oracle.Offences(request.Method, request.Parameters)));
    }

    [Theory]
    [InlineData("sendmessage", "{}", "no method sendmessage")]
    [InlineData("sendMessage", """{"text":"x"}""", "needs chat_id")]
    [InlineData("sendMessage", """{"chat_id":5,"text":7}""", "sendMessage.text is Integer and must be String")]
    [InlineData("sendMessage", """{"chat_id":5,"text":"x","reply_to_message_id":7}""", "has no reply_to_message_id")]
    [InlineData("sendMessage", """{"chat_id":5,"text":"x","reply_parameters":{"message_id":"7"}}""", "sendMessage.reply_parameters.message_id is String")]
    [InlineData("getUpdates", """{"limit":1.5}""", "getUpdates.limit is Number")]
    public void What_is_not_described_is_noticed(string method, string parameters, string offence) =>
        Assert.Contains(BotOracle.Required.Offences(method, (JsonObject)JsonNode.Parse(parameters)!), found => found.Contains(offence, StringComparison.Ordinal));
}

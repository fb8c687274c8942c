using System.Text.Json;
using Squaremcp.Platforms;

namespace Squaremcp.Tests.Telegram;

public sealed class SendTests : TelegramBench
{
    [Fact]
    public async Task A_message_arrives_as_it_was_asked()
    {
        var sent = await AnswerAsync("telegram_send_message", new { chat_id = "@example_GROUP", text = "<b>Hallo</b> 😀", parse_mode = "HTML", disable_notification = true, disable_link_preview = true });

        Assert.Equal("<b>Hallo</b> 😀", Assert.Single(Telegram.Messages).Text);
        Assert.Equal(
            """{"chat_id":"@example_GROUP","text":"<b>Hallo</b> \uD83D\uDE00","parse_mode":"HTML","disable_notification":true,"link_preview_options":{"is_disabled":true}}""",
            Text(Assert.Single(Telegram.Requests).Parameters));
        Assert.Equal("""{"chat_id":"-1001234567890","message_id":"9007199254740993","sent_at":"2026-11-18T11:06:40+00:00","link":"https://t.me/Example_Group/9007199254740993"}""", sent.GetRawText());
    }

    [Fact]
    public async Task An_id_beyond_what_a_float_holds_comes_back_digit_by_digit()
    {
        var first = (await AnswerAsync("telegram_send_message", new { chat_id = "5001", text = "one" })).GetProperty("message_id").GetString();
        await AnswerAsync("telegram_send_message", new { chat_id = "5001", text = "two", reply_to_message_id = first });

        Assert.Equal("""{"chat_id":5001,"text":"two","reply_parameters":{"message_id":9007199254740993}}""", Text(Telegram.Requests.Last().Parameters));
    }

    [Theory]
    [InlineData("5002", ToolErrorKind.NotPermittedByPlatform, "bot was blocked by the user")]
    [InlineData("-77", ToolErrorKind.NotPermittedByPlatform, "has not the right")]
    [InlineData("999", ToolErrorKind.NotFound, "must first write to the bot")]
    [InlineData("@nobody_here", ToolErrorKind.NotFound, "must first write to the bot")]
    [InlineData("-42", ToolErrorKind.InvalidArgument, "\"-1001234567890\"")]
    [InlineData("5003", ToolErrorKind.RateLimited, "takes no more")]
    public async Task What_Telegram_refuses_is_told_by_its_kind(string chat, ToolErrorKind kind, string says)
    {
        var error = await ErrorAsync("telegram_send_message", new { chat_id = chat, text = "x" });

        Assert.Equal((kind, kind == ToolErrorKind.RateLimited ? TimeSpan.FromSeconds(17) : null), (error.Kind, error.RetryAfter));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Single(Telegram.Requests);
    }

    [Fact]
    public async Task A_reply_to_what_is_not_there_names_that_argument() =>
        Assert.Equal("reply_to_message_id", (await ErrorAsync("telegram_send_message", new { chat_id = "5001", text = "x", reply_to_message_id = "7" })).Argument);

    [Theory]
    [InlineData("""{"chat_id":"anna","text":"x"}""", "chat_id")]
    [InlineData("""{"chat_id":"1.5","text":"x"}""", "chat_id")]
    [InlineData("""{"chat_id":"0","text":"x"}""", "chat_id")]
    [InlineData("""{"chat_id":"99999999999999999999","text":"x"}""", "chat_id")]
    [InlineData("""{"chat_id":"@ab","text":"x"}""", "chat_id")]
    [InlineData("""{"chat_id":"5001","text":" \n "}""", "text")]
    [InlineData("""{"chat_id":"5001","text":"<b></b>","parse_mode":"HTML"}""", "text")]
    [InlineData("""{"chat_id":"5001","text":"Done.","parse_mode":"MarkdownV2"}""", "text")]
    [InlineData("""{"chat_id":"5001","text":"x","reply_to_message_id":"-3"}""", "reply_to_message_id")]
    [InlineData("""{"chat_id":"5001","text":"x","reply_to_message_id":"9223372036854775808"}""", "reply_to_message_id")]
    public async Task What_Telegram_would_refuse_is_refused_before_anything_leaves(string arguments, string argument)
    {
        var error = await ErrorAsync("telegram_send_message", JsonElement.Parse(arguments));

        Assert.Equal((ToolErrorKind.InvalidArgument, argument), (error.Kind, error.Argument));
        Assert.Equal(error.Message, await RehearseAsync("telegram_send_message", JsonElement.Parse(arguments)));
        Assert.Empty(Telegram.Requests);
    }

    [Theory]
    [InlineData(4096, 0, true)]
    [InlineData(4097, 0, false)]
    [InlineData(4094, 1, true)]
    [InlineData(4095, 1, false)]
    public async Task Length_is_counted_in_utf16_without_marks(int letters, int emoji, bool fits)
    {
        var text = $"<b>{new string('x', letters)}</b>{string.Concat(Enumerable.Repeat("😀", emoji))}";
        var result = await InvokeAsync("telegram_send_message", new { chat_id = "5001", text, parse_mode = "HTML" });
        var rehearsal = await RehearseAsync("telegram_send_message", new { chat_id = "5001", text, parse_mode = "HTML" });

        Assert.Equal(fits, result.Error is null);
        Assert.Contains(fits ? "Send a message of 4096 characters to the person 5001." : "has 4097 characters as Telegram counts", rehearsal, StringComparison.Ordinal);
        Assert.Equal(fits ? 1 : 0, Telegram.Messages.Count);
    }

    [Fact]
    public async Task A_rehearsal_looks_the_chat_up_and_sends_nothing()
    {
        Assert.Equal("Send a message of 1 characters to the supergroup @Example_Group.", await RehearseAsync("telegram_send_message", new { chat_id = "-1001234567890", text = "x" }));
        Assert.Contains("knows no such chat", await RehearseAsync("telegram_send_message", new { chat_id = "999", text = "x" }), StringComparison.Ordinal);
        Assert.Equal(["getChat", "getChat"], Telegram.Requests.Select(request => request.Method));
        Assert.Empty(Telegram.Messages);
    }

    [Fact]
    public void A_send_tells_whom_it_reaches_in_one_form()
    {
        var sends = Connector.Platform.Tools.Where(tool => tool.Sends).ToList();

        Assert.Equal(["telegram_send_message", "telegram_send_photo"], sends.Select(tool => tool.Name));
        Assert.All(sends, tool => Assert.Equal(["@news_channel"], tool.Recipients!(JsonElement.Parse("""{"chat_id":" @News_Channel "}"""))));
        Assert.All(sends, tool => Assert.Equal(["-100"], tool.Recipients!(JsonElement.Parse("""{"chat_id":"-100"}"""))));
    }

    private static string Text(System.Text.Json.Nodes.JsonObject json) => json.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}

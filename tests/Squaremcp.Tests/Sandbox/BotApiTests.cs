using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Squaremcp.Tests.Telegram;

namespace Squaremcp.Tests.Sandbox;

/// <summary>The simulated Bot API by itself: what it takes, answers and refuses.</summary>
public sealed class BotApiTests(SandboxGateway gateway) : IClassFixture<SandboxGateway>
{
    [Theory]
    [InlineData("sendMessage", """{"text":"x"}""", 400, "chat_id is empty")]
    [InlineData("sendMessage", """{"chat_id":6100000001,"text":""}""", 400, "message text is empty")]
    [InlineData("sendMessage", """{"chat_id":6100000001,"text":7}""", 400, "must be of type String")]
    [InlineData("sendMessage", """{"chat_id":6100000001,"text":"x","silent":true}""", 400, "unknown")]
    [InlineData("sendMessage", """{"chat_id":6100000001,"text":"x","disable_notification":"true"}""", 400, "must be of type Boolean")]
    [InlineData("sendMessage", """{"chat_id":[1],"text":"x"}""", 400, "chat_id")]
    [InlineData("sendMessage", """{"chat_id":6100000001,"text":"x","parse_mode":"BBCode"}""", 400, "unsupported parse_mode")]
    [InlineData("sendMessage", """{"chat_id":6100000001,"text":"x","reply_parameters":{"message_id":5}}""", 400, "message to be replied not found")]
    [InlineData("sendMessage", """{"chat_id":"@nobody_here","text":"x"}""", 400, "chat not found")]
    [InlineData("sendMessage", """{"chat_id":6100000403,"text":"x"}""", 403, "bot was blocked by the user")]
    [InlineData("sendMessage", """{"chat_id":""", 400, "can't parse JSON object")]
    [InlineData("sendPhoto", """{"chat_id":6100000001}""", 400, "no photo")]
    [InlineData("sendPhoto", """{"chat_id":6100000001,"photo":"nothing-that-was-sent"}""", 400, "wrong file identifier")]
    [InlineData("getChat", """{"chat_id":1}""", 400, "chat not found")]
    [InlineData("getMe", """{"chat_id":1}""", 400, "unknown")]
    [InlineData("sendTelegram", "{}", 404, "method not found")]
    public async Task What_the_documentation_refuses_is_refused(string method, string body, int status, string words)
    {
        var (got, answer) = await AskAsync(method, body);

        Assert.Equal((status, status, false), (got, answer["error_code"]!.GetValue<int>(), answer["ok"]!.GetValue<bool>()));
        Assert.Contains(words, answer["description"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MarkdownV2", "The plan moves.", "Character '.' is reserved")]
    [InlineData("MarkdownV2", "*bold", "Can't find end of Bold entity at byte offset 0")]
    [InlineData("MarkdownV2", "ü `code", "Can't find end of Code entity at byte offset 3")]
    [InlineData("MarkdownV2", "*a _b* c_", "Can't find end of Italic entity")]
    [InlineData("MarkdownV2", "[a](b", "Can't find end of a URL")]
    [InlineData("HTML", "<b>bold", "Can't find end tag corresponding to start tag")]
    [InlineData("HTML", "<p>x</p>", "Unsupported start tag \"p\"")]
    [InlineData("HTML", "<b><i>x</b></i>", "Unmatched end tag")]
    [InlineData("HTML", "a < b", "at byte offset 2")]
    public async Task Broken_formatting_is_refused(string mode, string text, string words)
    {
        var (status, answer) = await AskAsync("sendMessage", new JsonObject { ["chat_id"] = 6100000001, ["text"] = text, ["parse_mode"] = mode }.ToJsonString());

        Assert.Equal(400, status);
        Assert.Contains(words, answer["description"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MarkdownV2", "*b* _i_ __u__ ~s~ ||p|| `c` [l](https://e.example/\\)) 1\\.", "b i u s p c l 1.")]
    [InlineData("HTML", "<b>b</b> &lt;i&gt; <a href=\"https://e.example\">l</a> 1 &amp; 2", "b <i> l 1 & 2")]
    public async Task Good_formatting_becomes_plain_text_with_entities(string mode, string text, string plain)
    {
        var (status, answer) = await AskAsync("sendMessage", new JsonObject { ["chat_id"] = 6100000001, ["text"] = text, ["parse_mode"] = mode }.ToJsonString());

        Assert.True(status == 200, answer.ToJsonString());
        Assert.Equal(plain, answer["result"]!["text"]!.GetValue<string>());
        Assert.All(answer["result"]!["entities"]!.AsArray(), entity => Assert.True(entity!["length"]!.GetValue<int>() > 0));
    }

    [Fact]
    public async Task Text_is_counted_after_its_formatting()
    {
        Assert.Equal(200, (await AskAsync("sendMessage", new JsonObject { ["chat_id"] = 6100000001, ["text"] = $"<b>{new string('a', 4096)}</b>", ["parse_mode"] = "HTML" }.ToJsonString())).Status);
        Assert.Equal(400, (await AskAsync("sendMessage", new JsonObject { ["chat_id"] = 6100000001, ["text"] = new string('a', 4097) }.ToJsonString())).Status);
    }

    [Theory]
    [InlineData("7000000001:AAnothing-of-ours_0123456789012345678", 401)]
    [InlineData("0:x", 401)]
    [InlineData("", 404)]
    public async Task A_token_of_somebody_else_is_refused(string token, int status) =>
        Assert.Equal(status, (int)(await gateway.Http.GetAsync($"/sandbox/api.telegram.org/bot{token}/getMe")).StatusCode);

    [Fact]
    public async Task A_photo_is_looked_at_and_can_be_sent_again_by_its_id()
    {
        byte[] png = [0x89, .. "PNG\r\n"u8, 26, 10, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 1, 0, 0, 0, 0, 200, 8, 6, 0, 0, 0];
        var (status, sent) = await PhotoAsync(png);
        var (refused, _) = await PhotoAsync(Encoding.UTF8.GetBytes("this is no picture"));

        Assert.Equal((200, 400), (status, refused));
        Assert.Equal((256, 200), (sent["result"]!["photo"]![0]!["width"]!.GetValue<int>(), sent["result"]!["photo"]![0]!["height"]!.GetValue<int>()));
        Assert.Equal(200, (await AskAsync("sendPhoto", new JsonObject { ["chat_id"] = 6100000001, ["photo"] = sent["result"]!["photo"]![0]!["file_id"]!.GetValue<string>() }.ToJsonString())).Status);
    }

    [Fact]
    public async Task Updates_wait_until_they_are_confirmed_and_a_negative_offset_forgets_the_rest()
    {
        var (id, _) = await gateway.CustomerAsync("sandbox");
        var first = (await AskAsync("getUpdates", "{}", id)).Body["result"]!.AsArray();
        var again = (await AskAsync("getUpdates", """{"limit":2}""", id)).Body["result"]!.AsArray();
        var last = (await AskAsync("getUpdates", """{"offset":-1}""", id)).Body["result"]!.AsArray();
        var rest = (await AskAsync("getUpdates", "{}", id)).Body["result"]!.AsArray();

        Assert.Equal((3, 2, 1, 1), (first.Count, again.Count, last.Count, rest.Count));
        Assert.Equal(first[2]!["update_id"]!.GetValue<long>(), last[0]!["update_id"]!.GetValue<long>());
    }

    [Fact]
    public async Task A_group_takes_twenty_messages_a_minute()
    {
        var (id, _) = await gateway.CustomerAsync("sandbox");
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(200, (await AskAsync("sendMessage", """{"chat_id":"@harbour_sandbox","text":"x"}""", id)).Status);
        }

        var (status, answer) = await AskAsync("sendMessage", """{"chat_id":"@harbour_sandbox","text":"x"}""", id);

        Assert.Equal(429, status);
        Assert.InRange(answer["parameters"]!["retry_after"]!.GetValue<int>(), 1, 60);
    }

    [Theory]
    [InlineData("getMe", "{}", "User")]
    [InlineData("getChat", """{"chat_id":6100000001}""", "ChatFullInfo")]
    [InlineData("getChat", """{"chat_id":"@harbour_sandbox"}""", "ChatFullInfo")]
    [InlineData("sendMessage", """{"chat_id":"@harbour_news_sandbox","text":"*x*","parse_mode":"MarkdownV2"}""", "Message")]
    [InlineData("sendPhoto", """{"chat_id":6100000001,"photo":"https://example.org/a.jpg","caption":"x"}""", "Message")]
    [InlineData("getUpdates", "{}", "Array of Update")]
    public async Task Answers_are_what_the_published_description_says(string method, string body, string type)
    {
        var oracle = BotOracle.Required;

        Assert.Empty(oracle.AnswerOffences(type, (await AskAsync(method, body)).Body["result"]!));
    }

    private async Task<(int Status, JsonNode Body)> AskAsync(string method, string body, string? customer = null)
    {
        using var answer = await gateway.Http.PostAsync(Address(method, customer), new StringContent(body, Encoding.UTF8, "application/json"));
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    private async Task<(int Status, JsonNode Body)> PhotoAsync(byte[] picture)
    {
        var file = new ByteArrayContent(picture) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } };
        using var answer = await gateway.Http.PostAsync(Address("sendPhoto", null), new MultipartFormDataContent { { new StringContent("6100000001"), "chat_id" }, { file, "photo", "a.png" } });
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    private string Address(string method, string? customer) =>
        $"/sandbox/api.telegram.org/bot{JsonNode.Parse(gateway.Simulators.Account("telegram", customer ?? gateway.CustomerId).Settings)!["bot_token"]}/{method}";
}

using System.Text.Json.Nodes;
using Squaremcp.Tests.Clients;

namespace Squaremcp.Tests.Telegram;

/// <summary>What grammY, a library many bots use, sends for the same intents, beside what we send; every difference stands here with its reason.</summary>
public sealed class LibraryTests : TelegramBench
{
    [Fact]
    public async Task We_ask_as_grammY_asks()
    {
        NodeClients.SkipWithoutThem();
        Files.Add("fil_1", "image/png", [1, 2, 3]);
        (string Tool, object Arguments)[] intents =
        [
            ("telegram_get_me", new { }),
            ("telegram_get_chat", new { chat_id = "5001" }),
            ("telegram_get_chat", new { chat_id = "@example_group" }),
            ("telegram_get_updates", new { }),
            ("telegram_confirm_updates", new { offset = "5" }),
            ("telegram_send_message", new { chat_id = "5001", text = "Grüße 😀" }),
            ("telegram_send_message", new { chat_id = "@example_group", text = "<b>x</b>", parse_mode = "HTML", disable_notification = true, disable_link_preview = true }),
            ("telegram_send_message", new { chat_id = "-1001234567890", text = "x", reply_to_message_id = "9007199254" }),
            ("telegram_send_photo", new { chat_id = "5001", photo = "https://example.org/a.jpg", caption = "*x*", parse_mode = "MarkdownV2" }),
            ("telegram_send_photo", new { chat_id = "5001", photo = "fil_1", caption = "x", reply_to_message_id = "5" }),
        ];
        foreach (var (tool, arguments) in intents)
        {
            await InvokeAsync(tool, arguments);
        }

        var ours = Telegram.Requests.ToList();
        Telegram.Requests.Clear();
        var (code, output) = await NodeClients.RunAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken, "platform.mjs", "grammy", Telegram.Url, FakeTelegram.Token);
        Assert.True(code == 0, output);
        var theirs = Telegram.Requests.ToList();

        // grammY hangs the file on under a made-up name and says attach://name where the photo is named; we call the part photo. Telegram takes both, and the second is the one of its manual.
        Assert.Equal(theirs.SkipLast(1).Select(Said), ours.SkipLast(1).Select(Said));
        Assert.Equal(Without("photo", theirs[^1].Parameters), Without("photo", ours[^1].Parameters));
        Assert.StartsWith("attach://", theirs[^1].Parameters["photo"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], ours[^1].File);
    }

    private static string Said(SentRequest request) => $"{request.Verb} {request.Token} {request.Method} {request.ContentType} {Without("none", request.Parameters)}";

    /// <summary>The order of members means nothing.</summary>
    private static string Without(string name, JsonObject parameters) =>
        string.Join('&', parameters.Where(pair => pair.Key != name).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value!.ToJsonString()}"));
}

using System.Text.Json;
using Squaremcp.Platforms.Gmail;
using Squaremcp.Tests.Clients;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Gmail;

/// <summary>What Google's own library (@googleapis/gmail) sends for the same intents, beside what we send.</summary>
public sealed class LibraryTests : GmailBench
{
    [Fact]
    public async Task We_ask_as_the_library_of_Google_asks()
    {
        NodeClients.SkipWithoutThem();
        Platform.Answer = Well;
        await AnswerAsync("gmail_list_messages", new { label = "STARRED", unread = true });
        await AnswerAsync("gmail_search_messages", new { text = "Grüße & \"x\"", label = "Harbour & Sons", limit = 5 });
        await AnswerAsync("gmail_list_messages", new { label = "SPAM" });
        await AnswerAsync("gmail_read_message", new { id = Id, save_attachment = "2" });
        await AnswerAsync("gmail_send_message", new { to = new[] { "bob@example.org" }, text = "Yes.", reply_to_message = Id });
        await AnswerAsync("gmail_create_draft", new { text = "x" });
        await Connector.IdentifyAsync(Hosts, Tokens, TestContext.Current.CancellationToken);

        var ours = await Task.WhenAll(Platform.Requests.Select(SaidAsync));
        Platform.Requests.Clear();
        var (code, output) = await NodeClients.RunAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken, "platform.mjs", "gmail", Platform.Url.ToString().TrimEnd('/'), GmailMessage.Outline);
        Assert.True(code == 0, output);

        Assert.Equal(await Task.WhenAll(Platform.Requests.Select(SaidAsync)), ours);
    }

    /// <summary>The library orders parameters in its own way, and takes no address with a path.</summary>
    private static async Task<string> SaidAsync(SentToStandIn request)
    {
        var about = request.Verb == "POST" ? JsonSerializer.Serialize((await SubmittedAsync(request)).About) : "";
        return $"{request.Verb} {request.Path.Replace("/gmail.googleapis.com", "", StringComparison.Ordinal)} {string.Join('&', request.Query.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"))} {request.Header("authorization")} {about}";
    }
}

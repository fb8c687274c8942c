using Squaremcp.Tests.Clients;

namespace Squaremcp.Tests.Slack;

/// <summary>What Slack's own library (@slack/web-api) sends for the same intents, beside what we send.</summary>
public sealed class LibraryTests : SlackBench
{
    [Fact]
    public async Task We_ask_as_the_library_of_Slack_asks()
    {
        NodeClients.SkipWithoutThem();
        foreach (var (tool, arguments) in OracleTests.Intents)
        {
            await InvokeAsync(tool, arguments);
        }

        await Connector.CheckAsync(Account, TestContext.Current.CancellationToken);
        var ours = Slack.Requests.Select(Said).ToList();
        Slack.Requests.Clear();
        var (code, output) = await NodeClients.RunAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken, "platform.mjs", "slack", $"{Slack.Url}slack.com/api/");
        Assert.True(code == 0, output);

        Assert.Equal(Slack.Requests.Select(Said), ours);
    }

    /// <summary>The order of a form means nothing, nor does whether a blank is + or %20.</summary>
    private static string Said(SlackRequest request) =>
        $"{request.Verb} {request.Target} {request.Authorization} {request.ContentType} {string.Join('&', request.Form.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"))}";
}

using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.GitHub;

/// <summary>Our requests against GitHub's published description (npm @octokit/openapi, version 2022-11-28 of the API; what 2026-03-10 took away is sent by neither).</summary>
public sealed class OracleTests : GitHubBench
{
    private static readonly Lazy<OpenApiOracle> Oracle = new(() => OpenApiOracle.Required("@octokit/openapi/generated/api.github.com.json"));

    [Fact]
    public async Task Every_request_is_one_that_is_described()
    {
        _ = Oracle.Value;
        Platform.Answer = Well;
        foreach (var (tool, arguments) in Intents)
        {
            await AnswerAsync(tool, arguments);
        }

        foreach (var (tool, arguments) in Intents.Where(intent => !ToolOf(intent.Tool).ReadOnly))
        {
            await RehearsedAsync(tool, arguments);
        }

        await AnswerAsync("github_read_files", new { repo = "o/r" });
        await Connector.RevokeAsync(App, Tokens, TestContext.Current.CancellationToken);

        // The description names a folder's path always; the root has none.
        Assert.Equal(["there is no GET /repos/o/r/contents"], Platform.Requests.SelectMany(Offences).Distinct());
        Assert.Equal(Intents.Length + 8 + 2, Platform.Requests.Count);
    }

    [Theory]
    [InlineData("GET", "/user/repos?sort=stars", "", "knows no stars")]
    [InlineData("GET", "/user/repos?since_id=5", "", "has no parameter since_id")]
    [InlineData("POST", "/repos/o/r/issues", """{"body":"x"}""", "needs title")]
    [InlineData("POST", "/repos/o/r/pulls", """{"title":"x","head":"a","base":5}""", "must be string")]
    [InlineData("POST", "/repos/o/r/pulls/1/reviews", """{"event":"APPROVED"}""", "knows no APPROVED")]
    [InlineData("DELETE", "/repos/o/r/issues/1", "", "there is no DELETE")]
    public void What_is_not_described_is_noticed(string verb, string target, string body, string offence) =>
        Assert.Contains(Oracle.Value.Offences(verb, target, "application/json", body), found => found.Contains(offence, StringComparison.Ordinal));

    private static IEnumerable<string> Offences(SentToStandIn request) => Oracle.Value.Offences(request.Verb, request.Target[Api.Length..], request.Header("content-type"), request.Body);
}

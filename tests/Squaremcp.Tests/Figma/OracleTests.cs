using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Figma;

/// <summary>Our requests against Figma's published description (npm @figma/rest-api-spec).</summary>
public sealed class OracleTests : FigmaBench
{
    private static readonly Lazy<OpenApiOracle> Oracle = new(() => OpenApiOracle.Required("@figma/rest-api-spec/openapi/openapi.yaml"));

    [Fact]
    public async Task Every_request_is_one_that_is_described()
    {
        _ = Oracle.Value;
        Platform.Answer = Well;
        foreach (var (tool, arguments) in Intents)
        {
            await AnswerAsync(tool, arguments);
        }

        Assert.Null((await RehearseAsync("figma_add_comment", Intents[^1].Arguments)).Error);
        Assert.Empty(Platform.Requests.SelectMany(request => Oracle.Value.Offences(request.Verb, request.Target[Api.Length..], request.Header("content-type"), request.Body)));
        Assert.Equal(Intents.Length + 1 + 2, Platform.Requests.Count);
    }

    [Theory]
    [InlineData("GET", "/v1/files/x?depths=2", "", "has no parameter depths")]
    [InlineData("GET", "/v1/files/x/nodes", "", "needs ids")]
    [InlineData("GET", "/v1/images/x?ids=1&format=gif", "", "knows no gif")]
    [InlineData("GET", "/v1/images/x?ids=1&scale=5", "", "too much")]
    [InlineData("POST", "/v1/files/x/comments", """{"text":"x"}""", "needs message")]
    [InlineData("POST", "/v1/files/x/comments", """{"message":"x","client_meta":{"node":"1:2"}}""", "client_meta")]
    public void What_is_not_described_is_noticed(string verb, string target, string body, string offence) =>
        Assert.Contains(Oracle.Value.Offences(verb, target, "application/json", body), found => found.Contains(offence, StringComparison.Ordinal));
}

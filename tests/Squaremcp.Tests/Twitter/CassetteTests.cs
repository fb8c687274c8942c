using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Tests.Architecture;

namespace Squaremcp.Tests.Twitter;

/// <summary>Each tool's call, the request it must make byte by byte, a canned answer of X's, and the result; anything not on the tape fails.</summary>
public sealed class CassetteTests : XBench
{
    private const string Folder = "tests/Squaremcp.Tests/Twitter/Cassettes/";

    public static TheoryData<string> Tapes => [.. Repository.Files.Where(file => file.StartsWith(Folder, StringComparison.Ordinal)).Select(file => file[Folder.Length..])];

    [Theory]
    [MemberData(nameof(Tapes))]
    public async Task A_call_makes_its_request_and_reads_the_answer(string tape)
    {
        var cassette = JsonElement.Parse(Repository.Read(Folder + tape));
        X.Trouble = async (context, _) =>
        {
            await FakeX.WriteAsync(context, X.Requests.Count == 1 ? 200 : 500, cassette.GetProperty("response").GetRawText());
            return true;
        };
        var result = await AnswerAsync(cassette.GetProperty("tool").GetString()!, cassette.GetProperty("arguments"));

        var (made, meant) = (Assert.Single(X.Requests), cassette.GetProperty("request"));
        Assert.Equal((Text(meant, "method"), $"/api.x.com{Text(meant, "target")}", $"Bearer {FakeX.Token}", Text(meant, "body")), (made.Verb, made.Target, made.Authorization, made.Body));
        Assert.Equal(Compact(cassette.GetProperty("result")), Compact(result));
    }

    [Fact]
    public void Every_tool_has_a_tape() => Assert.Empty(
        Connector.Platform.Tools.Select(tool => tool.Name).Except(Repository.Files.Where(file => file.StartsWith(Folder, StringComparison.Ordinal)).Select(file => Text(JsonElement.Parse(Repository.Read(file)), "tool"))).Except(["twitter_upload_video"]));

    private static string Text(JsonElement owner, string name) => owner.GetProperty(name).GetString()!;

    private static string Compact(JsonElement json) => JsonNode.Parse(json.GetRawText())!.ToJsonString();
}

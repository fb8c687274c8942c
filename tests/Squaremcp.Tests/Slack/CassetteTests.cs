using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Tests.Architecture;

namespace Squaremcp.Tests.Slack;

/// <summary>Each tool's call, the request it must make byte by byte, a canned answer of Slack's, and the result; anything not on the tape fails. Beside it the tapes on which each tool's call goes wrong.</summary>
public sealed class CassetteTests : SlackBench
{
    private const string Folder = "tests/Squaremcp.Tests/Slack/Cassettes/";

    private static readonly (int Status, string Body, string Kind)[] Errors =
    [
        (200, """{"ok":false,"error":"token_revoked"}""", "NeedsReconnection"),
        (200, """{"ok":false,"error":"missing_scope","needed":"users:read","provided":"chat:write"}""", "NeedsReconnection"),
        (429, """{"ok":false,"error":"ratelimited"}""", "RateLimited"),
        (503, "<html>", "PlatformUnavailable or OutcomeUnknown"),
        (200, """{"ok":true,"chan""", "PlatformUnavailable or OutcomeUnknown"),
    ];

    private static IEnumerable<string> Files => Repository.Files.Where(file => file.StartsWith(Folder, StringComparison.Ordinal));

    public static TheoryData<string> Tapes => [.. Files.Select(file => file[Folder.Length..])];

    [Theory]
    [MemberData(nameof(Tapes))]
    public async Task A_call_makes_its_request_and_reads_the_answer(string tape)
    {
        var cassette = JsonElement.Parse(Repository.Read(Folder + tape));
        Slack.Trouble = async (context, _) =>
        {
            await FakeSlack.WriteAsync(context, Slack.Requests.Count == 1 ? 200 : 500, cassette.GetProperty("response").GetRawText());
            return true;
        };
        var result = await AnswerAsync(Text(cassette, "tool"), cassette.GetProperty("arguments"));

        var made = Assert.Single(Slack.Requests);
        Assert.Equal(
            ("POST", $"/slack.com/api/{Text(cassette, "method")}", $"Bearer {FakeSlack.Token}", "application/x-www-form-urlencoded", Text(cassette, "body")),
            (made.Verb, made.Target, made.Authorization, made.ContentType, made.Body));
        Assert.Equal(Compact(cassette.GetProperty("result")), Compact(result));
    }

    [Theory]
    [MemberData(nameof(Tapes))]
    public async Task Each_call_tells_what_went_wrong_by_its_kind_and_never_the_token(string tape)
    {
        var cassette = JsonElement.Parse(Repository.Read(Folder + tape));
        foreach (var (status, body, kind) in Errors)
        {
            Fail(status, body);
            var error = await ErrorAsync(Text(cassette, "tool"), cassette.GetProperty("arguments"));

            Assert.Contains($"{error.Kind}", kind, StringComparison.Ordinal);
            Assert.Equal(body.Contains("token_revoked", StringComparison.Ordinal), error.IsTokenRefused);
            Assert.DoesNotContain("planted", error.Message, StringComparison.Ordinal);
            Clock.Advance(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public void Every_tool_has_a_tape() => Assert.Empty(
        Connector.Platform.Tools.Select(tool => tool.Name).Except(Files.Select(file => Text(JsonElement.Parse(Repository.Read(file)), "tool"))));

    private static string Text(JsonElement owner, string name) => owner.GetProperty(name).GetString()!;

    private static string Compact(JsonElement json) => JsonNode.Parse(json.GetRawText())!.ToJsonString();
}

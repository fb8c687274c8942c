using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Tests.Architecture;

namespace Squaremcp.Tests.Discord;

/// <summary>Each tool's call, the request it must make byte by byte, a canned answer of Discord's, and the result; anything not on the tape fails. Beside it the tapes on which each tool's call goes wrong.</summary>
public sealed class CassetteTests : DiscordBench
{
    private const string Folder = "tests/Squaremcp.Tests/Discord/Cassettes/";

    private static readonly (int Status, string Body, string Kind)[] Errors =
    [
        (401, """{"message":"401: Unauthorized","code":0}""", "NeedsReconnection"),
        (403, """{"message":"Missing Access","code":50001}""", "NotPermittedByPlatform"),
        (429, """{"message":"You are being rate limited.","retry_after":64.57,"global":false}""", "RateLimited"),
        (503, "<html>", "PlatformUnavailable or OutcomeUnknown"),
        (200, """[{"id":"13""", "PlatformUnavailable or OutcomeUnknown"),
    ];

    private static IEnumerable<string> Files => Repository.Files.Where(file => file.StartsWith(Folder, StringComparison.Ordinal));

    public static TheoryData<string> Tapes => [.. Files.Select(file => file[Folder.Length..])];

    [Theory]
    [MemberData(nameof(Tapes))]
    public async Task A_call_makes_its_request_and_reads_the_answer(string tape)
    {
        var cassette = JsonElement.Parse(Repository.Read(Folder + tape));
        Discord.Trouble = async (context, _) =>
        {
            await FakeDiscord.WriteAsync(context, Discord.Requests.Count == 1 ? 200 : 500, cassette.GetProperty("response").GetRawText());
            return true;
        };
        var result = await AnswerAsync(Text(cassette, "tool"), cassette.GetProperty("arguments"));

        var (made, meant) = (Assert.Single(Discord.Requests), cassette.GetProperty("request"));
        Assert.Equal(
            (Text(meant, "method"), $"/discord.com/api/v10/{Text(meant, "target")}", $"Bot {FakeDiscord.Token}", $"DiscordBot (https://discord.com/users/{FakeDiscord.BotId}, 1.0)", Text(meant, "body").Length > 0 ? "application/json" : null, Text(meant, "body")),
            (made.Verb, made.Target, made.Authorization, made.UserAgent, made.ContentType, made.Body));
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
            Assert.Equal(status == 401, error.IsTokenRefused);
            Assert.DoesNotContain("planted", error.Message, StringComparison.Ordinal);
            Clock.Advance(TimeSpan.FromMinutes(2));
        }
    }

    [Fact]
    public void Every_tool_has_a_tape() => Assert.Empty(Connector.Platform.Tools.Select(tool => tool.Name).Except(Files.Select(file => Text(JsonElement.Parse(Repository.Read(file)), "tool"))));

    private static string Text(JsonElement owner, string name) => owner.GetProperty(name).GetString()!;

    private static string Compact(JsonElement json) => JsonNode.Parse(json.GetRawText())!.ToJsonString();
}

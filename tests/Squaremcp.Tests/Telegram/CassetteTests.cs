using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Tests.Architecture;

namespace Squaremcp.Tests.Telegram;

/// <summary>Each tool's call, the request it must make byte by byte, a canned answer of Telegram's, and the result; anything not on the tape fails.</summary>
public sealed class CassetteTests : TelegramBench
{
    private const string Folder = "tests/Squaremcp.Tests/Telegram/Cassettes/";

    public static TheoryData<string> Tapes => [.. Repository.Files.Where(file => file.StartsWith(Folder, StringComparison.Ordinal)).Select(file => file[Folder.Length..])];

    [Theory]
    [MemberData(nameof(Tapes))]
    public async Task A_call_makes_its_request_and_reads_the_answer(string tape)
    {
        var cassette = JsonElement.Parse(Repository.Read(Folder + tape));
        var requests = new List<SentRequest>();
        Files.Add("fil_1", "image/png", "image"u8.ToArray());
        Telegram.Trouble = async context =>
        {
            requests.Add(await SentRequest.ReadAsync(context.Request));
            await FakeTelegram.JsonAsync(context, 200, requests.Count == 1 ? JsonObject.Create(cassette.GetProperty("response"))! : FakeTelegram.Refusal(400, "Bad Request: not on the tape"));
            return true;
        };

        var result = await AnswerAsync(cassette.GetProperty("tool").GetString()!, cassette.GetProperty("arguments"));

        var (made, meant) = (Assert.Single(requests), cassette.GetProperty("request"));
        Assert.Equal(("POST", FakeTelegram.Token, Text(meant, "method"), Text(meant, "content_type")), (made.Verb, made.Token, made.Method, made.ContentType));
        Assert.Equal(Text(meant, "body"), made.Body);
        Assert.Equal(Compact(cassette.GetProperty("result")), Compact(result));
    }

    [Fact]
    public void Every_tool_has_a_tape() =>
        Assert.Empty(Connector.Platform.Tools.Select(tool => tool.Name).Except(Repository.Files.Where(file => file.StartsWith(Folder, StringComparison.Ordinal)).Select(file => Text(JsonElement.Parse(Repository.Read(file)), "tool"))));

    private static string Text(JsonElement owner, string name) => owner.GetProperty(name).GetString()!;

    private static string Compact(JsonElement json) => JsonNode.Parse(json.GetRawText())!.ToJsonString();
}

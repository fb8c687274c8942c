using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Tests.Discord;

namespace Squaremcp.Tests.Sandbox;

/// <summary>The simulated Discord by itself, as any program may speak to it: what it answers, and refuses.</summary>
public sealed class DiscordApiTests(SandboxGateway gateway) : IClassFixture<SandboxGateway>
{
    private const string Messages = "channels/1310000000000000201/messages", Hello = """{"content":"Hello"}""";

    private readonly HttpClient http = new(new SocketsHttpHandler());

    [Theory]
    [InlineData("GET", "users/me", "", 404, 0)]
    [InlineData("GET", "users/@me/guilds?limit=201", "", 400, 50035)]
    [InlineData("GET", "users/@me/guilds?page=2", "", 400, 50035)]
    [InlineData("GET", "guilds/5/channels", "", 404, 10004)]
    [InlineData("GET", "channels/1310000000000000204", "", 403, 50001)]
    [InlineData("GET", "channels/general", "", 400, 50035)]
    [InlineData("GET", $"{Messages}?limit=0", "", 400, 50035)]
    [InlineData("GET", $"{Messages}?before=last", "", 400, 50035)]
    [InlineData("GET", $"{Messages}/5", "", 404, 10008)]
    [InlineData("POST", Messages, "{}", 400, 50006)]
    [InlineData("POST", Messages, """{"content":" "}""", 400, 50006)]
    [InlineData("POST", Messages, """{"content":5}""", 400, 50035)]
    [InlineData("POST", Messages, """{"contents":"x"}""", 400, 50035)]
    [InlineData("POST", Messages, """{"content":"x","nonce":"12345678901234567890123456"}""", 400, 50035)]
    [InlineData("POST", Messages, """{"content":"x","allowed_mentions":{"parse":["users"],"users":["5"]}}""", 400, 50035)]
    [InlineData("POST", Messages, """{"content":"x","allowed_mentions":{"parse":["all"]}}""", 400, 50035)]
    [InlineData("POST", Messages, """{"content":"x","message_reference":{"message_id":"5"}}""", 400, 50035)]
    [InlineData("POST", Messages, """{"content":"x","flags":64}""", 400, 50035)]
    [InlineData("POST", Messages, """{"content":"x","content":"y"}""", 400, 50109)]
    [InlineData("POST", Messages, """{"content":""", 400, 50109)]
    [InlineData("POST", "channels/1310000000000000203/messages", Hello, 400, 50008)]
    [InlineData("POST", "channels/1310000000000000205/messages", Hello, 403, 50013)]
    [InlineData("DELETE", Messages, "", 405, 0)]
    public async Task What_Discord_refuses_is_refused_with_its_code(string verb, string path, string body, int status, int code)
    {
        var (answered, answer) = await SendAsync(verb, path, body, await TokenAsync());

        Assert.Equal((status, code), (answered, answer.GetProperty("code").GetInt32()));
    }

    [Fact]
    public async Task A_text_may_have_2000_characters()
    {
        var token = await TokenAsync();

        Assert.Equal(200, (await SendAsync("POST", Messages, JsonSerializer.Serialize(new { content = string.Concat(Enumerable.Repeat("😀", 2_000)) }), token)).Status);
        var (status, answer) = await SendAsync("POST", Messages, JsonSerializer.Serialize(new { content = new string('a', 2_001) }), token);
        Assert.Equal((400, "Must be 2000 or fewer in length."), (status, answer.GetProperty("errors").GetProperty("content").GetProperty("_errors")[0].GetProperty("message").GetString()));
    }

    [Fact]
    public async Task The_same_nonce_is_the_same_message_only_where_it_is_enforced()
    {
        var token = await TokenAsync();
        var sent = new List<string?>();
        foreach (var body in (string[])["""{"content":"x","nonce":"a","enforce_nonce":true}""", """{"content":"x","nonce":"a","enforce_nonce":true}""", """{"content":"x","nonce":"a"}""", """{"content":"x","nonce":"b","enforce_nonce":true}"""])
        {
            sent.Add((await SendAsync("POST", Messages, body, token)).Body.GetProperty("id").GetString());
        }

        Assert.Equal(sent[0], sent[1]);
        Assert.Equal(3, sent.Distinct().Count());
    }

    [Fact]
    public async Task Who_has_no_token_or_does_not_say_who_it_is_is_turned_away()
    {
        Assert.Equal(401, (await SendAsync("GET", "users/@me", "", "MTMxMDAwMDAwMDAwMDAwMDAwOQ.Sandbo.forged-forged-forged-forged-forged")).Status);
        Assert.Equal((403, 40333), await SendAsync("GET", "users/@me", "", await TokenAsync(), agent: "curl/8") is var (status, body) ? (status, body.GetProperty("code").GetInt32()) : default);
        Assert.Equal(50041, (await SendAsync("GET", "users/@me", "", await TokenAsync(), version: "v1")).Body.GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Answers_are_what_the_published_description_says()
    {
        var oracle = DiscordOracle.Required;
        var token = await TokenAsync();
        var id = (await SendAsync("GET", $"{Messages}?limit=1", "", token)).Body[0].GetProperty("id").GetString();
        foreach (var (verb, path, body) in ((string, string, string)[])
            [("GET", "users/@me", ""), ("GET", "users/@me/guilds?with_counts=true", ""), ("GET", "guilds/1310000000000000101/channels", ""), ("GET", "channels/1310000000000000201", ""), ("GET", $"{Messages}?limit=5", ""), ("GET", $"{Messages}/{id}", ""), ("POST", Messages, Hello), ("POST", Messages, $$$"""{"content":"x","nonce":"n","message_reference":{"message_id":"{{{id}}}"}}""")])
        {
            var (status, answer) = await SendAsync(verb, path, body, token);
            Assert.Equal(200, status);
            Assert.Empty(oracle.AnswerOffences(verb, $"/{path.Split('?')[0]}", JsonNode.Parse(answer.GetRawText())!));
        }
    }

    private async Task<string> TokenAsync()
    {
        var (id, _) = await gateway.CustomerAsync("sandbox");
        return JsonElement.Parse(gateway.Simulators.Account("discord", id).Settings).GetProperty("bot_token").GetString()!;
    }

    private async Task<(int Status, JsonElement Body)> SendAsync(string verb, string path, string body, string token, string agent = "DiscordBot (https://example.org, 1)", string version = "v10")
    {
        using var request = new HttpRequestMessage(new(verb), string.Create(CultureInfo.InvariantCulture, $"{gateway.Http.BaseAddress}sandbox/discord.com/api/{version}/{path}"))
        {
            Content = body.Length == 0 ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bot {token}");
        request.Headers.TryAddWithoutValidation("User-Agent", agent);
        using var answer = await http.SendAsync(request);
        return ((int)answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync()));
    }
}

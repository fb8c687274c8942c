using System.Text.Json;
using Squaremcp.Platforms;

namespace Squaremcp.Tests.Figma;

public sealed class ToolTests : FigmaBench
{
    [Theory]
    [InlineData("AbCdEfGhIjKlMnOpQrStUv", "AbCdEfGhIjKlMnOpQrStUv")]
    [InlineData("https://www.figma.com/design/AbCdEfGhIjKlMnOpQrStUv/Home-page?node-id=1-2", "AbCdEfGhIjKlMnOpQrStUv")]
    [InlineData("https://figma.com/file/AbCdEfGhIjKlMnOpQrStUv", "AbCdEfGhIjKlMnOpQrStUv")]
    [InlineData("https://www.figma.com/design/AbCdEfGhIjKlMnOpQrStUv/branch/BrAnChEfGhIjKlMnOpQrSt/Home", "BrAnChEfGhIjKlMnOpQrSt")]
    [InlineData("https://www.figma.com/board/AbCdEfGhIjKlMnOpQrStUv/Plan", "AbCdEfGhIjKlMnOpQrStUv")]
    public async Task A_file_is_named_by_its_key_or_its_address(string file, string key)
    {
        Platform.Answer = Well;
        await AnswerAsync("figma_get_comments", new { file });

        Assert.Equal($"{Api}/v1/files/{key}/comments?as_md=true", Assert.Single(Platform.Requests).Target);
    }

    [Theory]
    [InlineData("figma_list_files", """{}""", "team_id")]
    [InlineData("figma_list_files", """{"team_id":"5","folder_id":"7"}""", "folder_id")]
    [InlineData("figma_list_files", """{"team_id":"5","branches":true}""", "branches")]
    [InlineData("figma_list_files", """{"team_id":"my-team"}""", "team_id")]
    [InlineData("figma_list_files", """{"folder_id":"7/x"}""", "folder_id")]
    [InlineData("figma_read_file", """{"file":"https://elsewhere.example/design/AbCdEfGhIjKlMnOpQrStUv"}""", "file")]
    [InlineData("figma_read_file", """{"file":"../../v1/me?x=1"}""", "file")]
    [InlineData("figma_read_file", """{"file":"AbCdEfGhIjKlMnOpQrStUv","node_ids":[]}""", "node_ids")]
    [InlineData("figma_read_file", """{"file":"AbCdEfGhIjKlMnOpQrStUv","node_ids":["1:2","a"]}""", "node_ids")]
    [InlineData("figma_read_file", """{"file":"AbCdEfGhIjKlMnOpQrStUv","cursor":"zzzzzzzzzzzzzzzzzzzzzzzz"}""", "cursor")]
    [InlineData("figma_export_assets", """{"file":"AbCdEfGhIjKlMnOpQrStUv"}""", "node_ids")]
    [InlineData("figma_export_assets", """{"file":"AbCdEfGhIjKlMnOpQrStUv","image_fills":true,"node_ids":["1:2"]}""", "image_fills")]
    [InlineData("figma_export_assets", """{"file":"AbCdEfGhIjKlMnOpQrStUv","node_ids":["1:2"],"format":"svg","scale_percent":50}""", "scale_percent")]
    [InlineData("figma_add_comment", """{"file":"AbCdEfGhIjKlMnOpQrStUv","message":" "}""", "message")]
    [InlineData("figma_add_comment", """{"file":"AbCdEfGhIjKlMnOpQrStUv","message":"x","reply_to":"1","node_id":"1:2"}""", "node_id")]
    [InlineData("figma_add_comment", """{"file":"AbCdEfGhIjKlMnOpQrStUv","message":"x","reply_to":"a"}""", "reply_to")]
    [InlineData("figma_add_comment", """{"file":"AbCdEfGhIjKlMnOpQrStUv","message":"x","node_id":"x"}""", "node_id")]
    public async Task What_Figma_would_refuse_is_refused_before_anything_leaves(string tool, string arguments, string argument)
    {
        var error = await ErrorAsync(tool, JsonElement.Parse(arguments));

        Assert.Equal((ToolErrorKind.InvalidArgument, argument), (error.Kind, error.Argument));
        if (!ToolOf(tool).ReadOnly)
        {
            Assert.Equal(error, (await RehearseAsync(tool, JsonElement.Parse(arguments))).Error);
        }

        Assert.Empty(Platform.Requests);
    }

    [Fact]
    public async Task A_file_of_many_layers_comes_in_pages_each_layer_once()
    {
        var layers = string.Join(',', Enumerable.Range(2, 1_500).Select(i => $$"""{"id":"1:{{i}}","name":"Layer {{i}}","type":"RECTANGLE","children":[{"id":"2:{{i}}","name":"In it","type":"TEXT","characters":"x"}]}"""));
        Fail(200, $$"""{"name":"x","version":"7","document":{"id":"0:0","children":[{"id":"0:1","name":"Page","type":"CANVAS","children":[{{layers}}]}]} }""");
        var (seen, cursor) = (new List<string>(), (string?)null);
        do
        {
            var page = await AnswerAsync("figma_read_file", cursor is null ? new { file = Key } : new { file = Key, cursor });
            Assert.InRange(page.GetRawText().Length, 2, 48_000);
            seen.AddRange(page.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("id").GetString()!));
            cursor = page.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);

        Assert.Equal(["0:1", .. Enumerable.Range(2, 1_500).SelectMany(i => (string[])[$"1:{i}", $"2:{i}"])], seen);
    }

    [Fact]
    public async Task A_file_that_changed_between_its_pages_is_begun_anew()
    {
        var layers = string.Join(',', Enumerable.Range(2, 1_500).Select(i => $$"""{"id":"1:{{i}}","name":"A layer of some length","type":"RECTANGLE"}"""));
        Fail(200, $$"""{"name":"x","version":"7","document":{"id":"0:0","children":[{"id":"0:1","name":"Page","type":"CANVAS","children":[{{layers}}]}]} }""");
        var cursor = (await AnswerAsync("figma_read_file", new { file = Key })).GetProperty("next_cursor").GetString();
        Platform.Answer = Well;

        Assert.Equal("cursor", (await ErrorAsync("figma_read_file", new { file = Key, cursor })).Argument);
        Assert.Equal("cursor", (await ErrorAsync("figma_read_file", new { file = Key, depth = 3, cursor })).Argument);
        Assert.Equal(2, Platform.Requests.Count);
    }

    [Fact]
    public async Task Layers_that_are_not_there_are_told()
    {
        Fail(200, """{"name":"x","version":"1","nodes":{"1:2":null,"3:4":null}}""");

        Assert.Contains("1:2, 3:4", (await ErrorAsync("figma_read_file", new { file = Key, node_ids = new[] { "1:2", "3-4" } })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deep_tree_breaks_nothing()
    {
        var deep = string.Concat(Enumerable.Range(0, 25).Select(i => $$"""{"id":"1:{{i}}","name":"n","type":"GROUP","children":[""")) + string.Concat(Enumerable.Repeat("]}", 25));
        Fail(200, $$$"""{"name":"x","version":"1","nodes":{"1:0":{"document":{{{deep}}} } } }""");

        Assert.Equal(25, (await AnswerAsync("figma_read_file", new { file = Key, node_ids = new[] { "1:0" }, depth = 10 })).GetProperty("nodes").GetArrayLength());
    }

    [Fact]
    public async Task A_comment_is_rehearsed_and_an_answer_is_to_the_first_of_a_thread()
    {
        Platform.Answer = Well;
        var told = await RehearseAsync("figma_add_comment", new { file = Key, message = "Yes", reply_to = "1" });
        Assert.Contains("Comment with 3 characters on \\\"Home\\\", in answer to 1, as anna@example.org.", told.Json, StringComparison.Ordinal);
        Assert.Equal("reply_to", (await RehearseAsync("figma_add_comment", new { file = Key, message = "Yes", reply_to = "2" })).Error!.Argument);
        Assert.Equal(ToolErrorKind.NotFound, (await RehearseAsync("figma_add_comment", new { file = Key, message = "Yes", reply_to = "9" })).Error!.Kind);
        Assert.All(Platform.Requests, request => Assert.Equal("GET", request.Verb));
    }

    [Fact]
    public async Task Without_the_right_to_comment_nothing_is_sent()
    {
        Scopes = ["current_user:read", "file_content:read"];

        Assert.Equal(ToolErrorKind.NeedsReconnection, (await ErrorAsync("figma_add_comment", new { file = Key, message = "x" })).Kind);
        Assert.Empty(Platform.Requests);
    }

    [Fact]
    public void Tools_that_read_say_that_their_text_is_from_outside()
    {
        Assert.All(Connector.Platform.Tools.Where(tool => tool.ReadOnly && tool.Name != "figma_get_me"), tool => Assert.True(tool.Untrusted));
        Assert.Equal(["figma_add_comment"], Connector.Platform.Tools.Where(tool => tool.Sends).Select(tool => tool.Name));
        Assert.False(ToolOf("figma_get_me").InputSchema.ContainsKey("required"));
    }
}

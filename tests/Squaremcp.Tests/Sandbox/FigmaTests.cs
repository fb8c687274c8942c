using System.Net;
using System.Text.Json;

namespace Squaremcp.Tests.Sandbox;

/// <summary>Every tool of Figma against its simulator, through the whole product: two that were written apart from each other.</summary>
public sealed class FigmaTests(SandboxGateway gateway) : IClassFixture<SandboxGateway>
{
    private const string Home = "SandboxHomePage0000001";

    [Fact]
    public async Task Files_are_found_from_the_team_down()
    {
        Assert.StartsWith("sandbox-", (await OkAsync("figma_get_me", new { })).GetProperty("handle").GetString(), StringComparison.Ordinal);
        var folder = (await OkAsync("figma_list_files", new { team_id = "700000000000000001" })).GetProperty("entries")[0].GetProperty("id").GetString();
        var inside = (await OkAsync("figma_list_files", new { folder_id = folder, branches = true })).GetProperty("entries").EnumerateArray().Select(entry => $"{entry.GetProperty("kind")} {entry.GetProperty("name")}");

        Assert.Equal(["folder Old", "file Home page", "branch Blue"], inside);
        Assert.Equal("not_found", await KindAsync("figma_list_files", new { team_id = "5" }));
    }

    [Fact]
    public async Task Layers_are_read_and_rendered()
    {
        var file = await OkAsync("figma_read_file", new { file = $"https://www.figma.com/design/{Home}/Home-page?node-id=1-2" });
        Assert.Equal(("Home page", "0:1"), (file.GetProperty("name").GetString(), file.GetProperty("nodes")[0].GetProperty("id").GetString()));
        var (all, cursor) = (file.GetProperty("nodes").GetArrayLength(), file.GetProperty("next_cursor").GetString());
        var rest = await OkAsync("figma_read_file", new { file = $"https://www.figma.com/design/{Home}/Home-page?node-id=1-2", cursor });
        Assert.True(all + rest.GetProperty("nodes").GetArrayLength() <= 604);

        var nodes = await OkAsync("figma_read_file", new { file = Home, node_ids = new[] { "1-2", "9:9" } });
        Assert.Contains("Buy a ticket", nodes.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("9:9", nodes.GetProperty("missing")[0].GetString());

        var exported = await OkAsync("figma_export_assets", new { file = Home, node_ids = new[] { "1:2", "1:5" }, format = "jpg", scale_percent = 50 });
        Assert.Equal(("1:2", "1:5"), (exported.GetProperty("assets")[0].GetProperty("id").GetString(), exported.GetProperty("failed")[0].GetString()));
        Assert.Equal(1, (await OkAsync("figma_export_assets", new { file = Home, image_fills = true })).GetProperty("assets").GetArrayLength());
        Assert.Equal("not_found", await KindAsync("figma_read_file", new { file = "NobodysFile00000000001" }));
    }

    [Fact]
    public async Task A_comment_is_rehearsed_made_and_found_again()
    {
        var first = (await OkAsync("figma_get_comments", new { file = Home, unresolved_only = true })).GetProperty("comments")[0].GetProperty("id").GetString();
        await OkAsync("figma_add_comment", new { file = Home, message = "Now it is.", reply_to = first, dry_run = true });
        var made = (await OkAsync("figma_add_comment", new { file = Home, message = "Now it is.", reply_to = first })).GetProperty("id").GetString();
        await OkAsync("figma_add_comment", new { file = Home, message = "Here.", node_id = "1-4" });

        var comments = (await OkAsync("figma_get_comments", new { file = Home })).GetProperty("comments").EnumerateArray().ToList();
        Assert.Equal(first, comments.Single(comment => comment.GetProperty("id").GetString() == made).GetProperty("parent_id").GetString());
        Assert.Equal("1:4", comments[^1].GetProperty("node_id").GetString());
        Assert.Equal("invalid_argument", await KindAsync("figma_add_comment", new { file = Home, message = "To an answer.", reply_to = made }));
    }

    [Fact]
    public async Task Tokens_are_renewed_and_a_refresh_token_that_is_no_good_breaks_the_connection()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        gateway.Pass(TimeSpan.FromDays(91));
        Assert.Equal(200, (await gateway.CallAsync("figma_get_me", null, key)).Status);
        gateway.Pass(TimeSpan.FromDays(91));
        await gateway.FaultAsync("figma", new { kind = "rotated_token" }, key);

        Assert.Equal("needs_reconnection", (await gateway.CallAsync("figma_get_me", null, key)).Body.GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData("rate_limited", 30, "rate_limited")]
    [InlineData("server_error", null, "outcome_unknown")]
    [InlineData("truncated", null, "outcome_unknown")]
    [InlineData("lost_answer", null, "outcome_unknown")]
    public async Task It_fails_on_demand(string fault, int? retryAfter, string kind)
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        await gateway.FaultAsync("figma", new { kind = fault, retry_after = retryAfter }, key);

        Assert.Equal(kind, (await gateway.CallAsync("figma_add_comment", new { file = Home, message = "x" }, key)).Body.GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData("GET", "v1/files/SandboxHomePage0000001?depths=2", "", 400)]
    [InlineData("GET", "v1/files/SandboxHomePage0000001?depth=0", "", 400)]
    [InlineData("GET", "v1/files/SandboxHomePage0000001/nodes", "", 400)]
    [InlineData("GET", "v1/images/SandboxHomePage0000001?ids=1:2&format=gif", "", 400)]
    [InlineData("GET", "v1/images/SandboxHomePage0000001?ids=1:2&scale=5", "", 400)]
    [InlineData("POST", "v1/files/SandboxHomePage0000001/comments", """{"text":"x"}""", 400)]
    [InlineData("POST", "v1/files/SandboxHomePage0000001/comments", """{"message":"x","comment_id":"236413850"}""", 400)]
    [InlineData("POST", "v1/files/SandboxHomePage0000001/comments", """{"message":"x","client_meta":{"node_id":"1:2"}}""", 400)]
    [InlineData("GET", "v1/teams/700000000000000001/projects", "", 404)]
    public async Task What_Figma_does_not_know_the_simulator_refuses(string verb, string path, string body, int status)
    {
        var account = JsonElement.Parse(gateway.Simulators.Account("figma", gateway.CustomerId).Settings);
        using var request = new HttpRequestMessage(new(verb), $"/sandbox/api.figma.com/{path}") { Content = body.Length > 0 ? new StringContent(body, System.Text.Encoding.UTF8, "application/json") : null };
        request.Headers.Authorization = new("Bearer", account.GetProperty("tokens").GetProperty("access").GetString());
        using var answer = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
    }

    private async Task<string?> KindAsync(string tool, object arguments) => (await gateway.CallAsync(tool, arguments)).Body.GetProperty("kind").GetString();

    private async Task<JsonElement> OkAsync(string tool, object arguments)
    {
        var (status, body) = await gateway.CallAsync(tool, arguments);
        Assert.True(status == 200, $"{tool} answered {status}: {body}");
        return body;
    }
}

using System.Net;

namespace Squaremcp.Tests.Cluster.Processes;

/// <summary>Real programs, a real database: what the embedded host does in one process, over several.</summary>
public sealed class ServingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tool_called_at_one_frontend_is_seen_at_the_other_and_in_the_ledger()
    {
        await using var cluster = await ClusterRun.SharedAsync();
        var silos = new[] { cluster.Silo(0), cluster.Silo(1) };
        var (one, other) = (cluster.Frontend(), cluster.Frontend());
        foreach (var process in silos.Append(one).Append(other))
        {
            await process.BecomesAsync(HttpStatusCode.OK, Token);
        }

        var tenant = await cluster.TenantAsync(one, Token);
        var (status, tools) = await tenant.SendAsync(other, "tools/list", new { }, Token);
        Assert.True(status == 200 && tools.Contains("obsidian_read_note", StringComparison.Ordinal), tools);

        var (isError, text) = await tenant.CallAsync(one, "obsidian_append_to_note", new { path = "a.md", content = "hello" }, Token);
        Assert.False(isError, text);
        (isError, text) = await tenant.CallAsync(other, "obsidian_read_note", new { path = "a.md" }, Token);
        Assert.False(isError, text);
        Assert.Contains("hello", text, StringComparison.Ordinal);
        Assert.Equal("2", (await cluster.Server.RunAsync(cluster.Database, $"SELECT COUNT(*) FROM audit WHERE customer = '{tenant.Id}' AND action = 'tool.call'")).Trim());
    }

    [Fact]
    public async Task Everything_a_frontend_serves_it_serves_in_a_cluster()
    {
        (string Path, HttpStatusCode Expected)[] pages =
        [
            ("/.well-known/oauth-authorization-server", HttpStatusCode.OK),
            ("/.well-known/oauth-protected-resource/mcp", HttpStatusCode.OK),
            ("/signup", HttpStatusCode.OK),
            ("/login", HttpStatusCode.OK),
            ("/.well-known/squaremcp-audit-key.pem", HttpStatusCode.OK),
            ("/api/v1/me", HttpStatusCode.Unauthorized),
            ("/openapi/v1.json", HttpStatusCode.OK),
        ];
        await using var cluster = await ClusterRun.SharedAsync(1);
        await cluster.Silo(0).BecomesAsync(HttpStatusCode.OK, Token);
        var frontend = await cluster.Frontend().BecomesAsync(HttpStatusCode.OK, Token);

        foreach (var (path, expected) in pages)
        {
            using var answer = await frontend.Http.GetAsync(path, Token);
            Assert.True(answer.StatusCode == expected, $"{path} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Token)}\n{frontend.Output}");
        }
    }

    [Fact]
    public async Task A_frontend_without_a_silo_lives_is_not_ready_and_says_when_to_come_again()
    {
        await using var cluster = await ClusterRun.SharedAsync(1);
        var frontend = await cluster.Frontend().BecomesAsync(HttpStatusCode.ServiceUnavailable, Token, "No silo is connected.");

        using var live = await frontend.Http.GetAsync("/health/live", Token);
        using var answer = await frontend.Http.GetAsync("/api/v1/me", Token);

        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), answer.Headers.RetryAfter!.Delta);
        Assert.Contains("Nothing was done. Try again in a few seconds", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);

        await cluster.Silo(0).BecomesAsync(HttpStatusCode.OK, Token);
        await frontend.BecomesAsync(HttpStatusCode.OK, Token);
    }
}

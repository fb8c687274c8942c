using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.Obsidian;

namespace Squaremcp.Tests.Platforms.Obsidian;

/// <summary>Obsidian over its Local REST API plugin: the same tools, the same answers, and everything that can go wrong on the way.</summary>
public sealed class PluginTests : IAsyncLifetime
{
    private readonly OutboundHttp http = new();
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("squaremcp-plugin-");
    private FakePlugin plugin = null!;
    private ObsidianConnector connector = null!;

    public async ValueTask InitializeAsync()
    {
        plugin = await FakePlugin.StartAsync();
        plugin.Write("Plan.md", "# Plan\n\nThe zebra crossing. #work/roads\n");
        plugin.Write("Projects/Büro.md", "zebra zebra #home\n");
        connector = new(root.FullName, allowPrivateHosts: true, http, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await plugin.DisposeAsync();
        root.Delete();
    }

    [Fact]
    public async Task The_key_is_a_credential_and_in_nothing_else()
    {
        var reading = connector.Read(Settings());

        Assert.Equal(FakePlugin.Key, reading.Credentials!.RevealText());
        Assert.Equal($$"""{"url":"{{plugin.Url}}/","certificate_sha256":"{{plugin.Fingerprint}}"}""", reading.Canonical);
        Assert.Equal(new Uri(plugin.Url).Authority, reading.Label);
        Assert.DoesNotContain(FakePlugin.Key, $"{reading}", StringComparison.Ordinal);
        Assert.All(await CheckAsync(), step => Assert.True(step.Ok, step.Detail));
    }

    [Theory]
    [InlineData("""{"url":"https://notes.example.org"}""", "api_key", "both required")]
    [InlineData("""{"api_key":"x"}""", "url", "both required")]
    [InlineData("""{"vault":"notes","url":"https://notes.example.org","api_key":"x"}""", "vault", "one of the two")]
    [InlineData("""{"url":"ftp://notes.example.org","api_key":"x"}""", "url", "web address")]
    [InlineData("""{"url":"https://a:b@notes.example.org","api_key":"x"}""", "url", "no user name")]
    [InlineData("""{"url":"https://notes.example.org?x=1","api_key":"x"}""", "url", "query")]
    [InlineData("""{"url":"https://notes.example.org","api_key":"x","certificate_sha256":"zz00000000000000000000000000000000000000000000000000000000000000"}""", "certificate_sha256", "64 hexadecimal digits")]
    [InlineData("""{}""", "vault", "`vault` is required")]
    public void Settings_that_connect_nothing_are_refused(string settings, string argument, string why)
    {
        var error = connector.Read(JsonElement.Parse(settings)).Error!;

        Assert.Equal(argument, error.Argument);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_operators_leave_a_private_host_is_refused()
    {
        var strict = new ObsidianConnector(root.FullName, allowPrivateHosts: false, http, TimeProvider.System);

        Assert.Contains("SQUAREMCP__Platforms__Obsidian__AllowPrivateHosts=true", strict.Read(Settings()).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_address_behind_a_public_name_is_not_connected_to()
    {
        var strict = new ObsidianConnector(root.FullName, allowPrivateHosts: false, http, TimeProvider.System);
        var result = await strict.InvokeAsync("obsidian_read_note", Account(), Args(new { path = "Plan.md" }), Context(), TestContext.Current.CancellationToken);

        Assert.Equal(ToolErrorKind.PlatformUnavailable, result.Error!.Kind);
        Assert.Contains("not on the public internet", result.Error.Message, StringComparison.Ordinal);
        Assert.Empty(plugin.Requests);
    }

    [Fact]
    public async Task Notes_are_found_read_appended_to_and_replaced()
    {
        var found = await AnswerAsync("obsidian_search_notes", new { query = "zebra" });
        Assert.Equal(["Projects/Büro.md", "Plan.md"], found.GetProperty("notes").EnumerateArray().Select(note => note.GetProperty("path").GetString()));
        Assert.Equal("Plan.md", Assert.Single((await AnswerAsync("obsidian_search_notes", new { query = "zebra", tag = "work" })).GetProperty("notes").EnumerateArray()).GetProperty("path").GetString());
        Assert.Equal("Projects/Büro.md", Assert.Single((await AnswerAsync("obsidian_search_notes", new { query = "zebra", folder = "Projects" })).GetProperty("notes").EnumerateArray()).GetProperty("path").GetString());

        var read = await AnswerAsync("obsidian_read_note", new { path = "Projects/Büro.md" });
        Assert.Equal(("zebra zebra #home\n", "home"), (read.GetProperty("content").GetString(), read.GetProperty("tags")[0].GetString()));

        var appended = await AnswerAsync("obsidian_append_to_note", new { path = "Plan.md", content = "- one more" });
        Assert.Equal("# Plan\n\nThe zebra crossing. #work/roads\n- one more\n", plugin.Read("Plan.md"));
        Assert.Equal((await AnswerAsync("obsidian_read_note", new { path = "Plan.md" })).GetProperty("version").GetString(), appended.GetProperty("version").GetString());

        var version = appended.GetProperty("version").GetString();
        await AnswerAsync("obsidian_update_note", new { path = "Plan.md", content = "new\n", version });
        Assert.Equal("new\n", plugin.Read("Plan.md"));
        Assert.Equal(ToolErrorKind.Refused, (await ErrorAsync("obsidian_update_note", new { path = "Plan.md", content = "lost", version })).Kind);
        Assert.True((await AnswerAsync("obsidian_append_to_note", new { path = "Neu/Ordner/a b.md", content = "x" })).GetProperty("created").GetBoolean());
        Assert.Equal("x\n", plugin.Read("Neu/Ordner/a b.md"));
        Assert.Equal(3, (await AnswerAsync("obsidian_sync_status", new { })).GetProperty("notes").GetInt32());
    }

    [Fact]
    public async Task A_rehearsal_changes_nothing()
    {
        var result = await connector.RehearseAsync("obsidian_append_to_note", Account(), Args(new { path = "Plan.md", content = "x" }), Context(), TestContext.Current.CancellationToken);

        Assert.Contains("Append 2 bytes to Plan.md", result.Json, StringComparison.Ordinal);
        Assert.DoesNotContain(plugin.Requests, request => request.StartsWith("POST /vault", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("../../etc/passwd.md")]
    [InlineData(".obsidian/app.md")]
    [InlineData("a%2fb.md")]
    public async Task A_path_that_means_something_else_is_never_sent(string path)
    {
        Assert.Equal(ToolErrorKind.InvalidArgument, (await ErrorAsync("obsidian_read_note", new { path })).Kind);
        Assert.Empty(plugin.Requests);
    }

    [Fact]
    public async Task A_key_that_is_not_taken_any_more_asks_for_a_new_connection()
    {
        var result = await connector.InvokeAsync("obsidian_read_note", Account("wrong"), Args(new { path = "Plan.md" }), Context(), TestContext.Current.CancellationToken);
        var steps = await connector.CheckAsync(Account("wrong"), TestContext.Current.CancellationToken);

        Assert.Equal(ToolErrorKind.NeedsReconnection, result.Error!.Kind);
        Assert.Equal([("reachable", true), ("key", false)], steps.Select(step => (step.Name, step.Ok)));
    }

    [Fact]
    public async Task Another_certificate_is_not_talked_to()
    {
        var other = new string('0', 64);
        var result = await connector.InvokeAsync("obsidian_read_note", Account(pin: other), Args(new { path = "Plan.md" }), Context(), TestContext.Current.CancellationToken);
        var unpinned = await connector.InvokeAsync("obsidian_append_to_note", Account(pin: null), Args(new { path = "Plan.md", content = "x" }), Context(), TestContext.Current.CancellationToken);

        Assert.Contains("certificate is not the expected one", result.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("certificate is not the expected one", unpinned.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(ToolErrorKind.PlatformUnavailable, unpinned.Error.Kind);
        Assert.Empty(plugin.Requests);
        Assert.False((await connector.CheckAsync(Account(pin: other), TestContext.Current.CancellationToken))[0].Ok);
    }

    [Theory]
    [InlineData(429, "7", ToolErrorKind.RateLimited, 1)]
    [InlineData(500, null, ToolErrorKind.PlatformUnavailable, 3)]
    [InlineData(503, "1", ToolErrorKind.PlatformUnavailable, 3)]
    [InlineData(403, null, ToolErrorKind.NotPermittedByPlatform, 1)]
    public async Task A_read_that_fails_is_tried_again_only_where_that_may_help_and_soon(int status, string? wait, ToolErrorKind kind, int attempts)
    {
        Fail("GET", status, wait);
        var error = await ErrorAsync("obsidian_read_note", new { path = "Plan.md" });

        Assert.Equal((kind, attempts), (error.Kind, plugin.Requests.Count));
        Assert.Equal(wait is null ? null : TimeSpan.FromSeconds(int.Parse(wait)), error.RetryAfter);
    }

    [Theory]
    [InlineData(500, ToolErrorKind.OutcomeUnknown)]
    [InlineData(429, ToolErrorKind.RateLimited)]
    [InlineData(401, ToolErrorKind.NeedsReconnection)]
    public async Task A_write_that_fails_is_sent_once(int status, ToolErrorKind kind)
    {
        Fail("POST", status, null);

        Assert.Equal(kind, (await ErrorAsync("obsidian_append_to_note", new { path = "Plan.md", content = "x" })).Kind);
        Assert.Single(plugin.Requests, request => request.StartsWith("POST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_write_whose_answer_never_comes_is_unknown()
    {
        plugin.Trouble = context =>
        {
            if (context.Request.Method == "POST")
            {
                context.Abort();
            }

            return Task.FromResult(context.Request.Method == "POST");
        };

        Assert.Equal(ToolErrorKind.OutcomeUnknown, (await ErrorAsync("obsidian_append_to_note", new { path = "Plan.md", content = "x" })).Kind);
        Assert.Single(plugin.Requests, request => request.StartsWith("POST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_that_is_cut_off_or_too_long_is_told_so()
    {
        plugin.Trouble = async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("""{"path":"Plan.md","content":"half""");
            return true;
        };
        Assert.Contains("not what it documents", (await ErrorAsync("obsidian_read_note", new { path = "Plan.md" })).Message, StringComparison.Ordinal);

        plugin.Trouble = async context =>
        {
            var chunk = new byte[1024 * 1024];
            for (var sent = 0; sent < 9; sent++)
            {
                await context.Response.Body.WriteAsync(chunk);
            }

            return true;
        };
        Assert.Contains("more than 8 MB", (await ErrorAsync("obsidian_read_note", new { path = "Plan.md" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_listens_nothing_was_sent()
    {
        var account = Account();
        await plugin.DisposeAsync();
        var result = await connector.InvokeAsync("obsidian_append_to_note", account, Args(new { path = "Plan.md", content = "x" }), Context(), TestContext.Current.CancellationToken);

        Assert.Equal(ToolErrorKind.PlatformUnavailable, result.Error!.Kind);
        Assert.Contains("cannot be reached", result.Error.Message, StringComparison.Ordinal);
        plugin = await FakePlugin.StartAsync();
    }

    private void Fail(string method, int status, string? wait) => plugin.Trouble = context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = wait;
        return Task.FromResult(context.Request.Method == method);
    };

    private JsonElement Settings() => JsonSerializer.SerializeToElement(new { url = plugin.Url, api_key = FakePlugin.Key, certificate_sha256 = plugin.Fingerprint.ToUpperInvariant() });

    private PlatformAccount Account(string key = FakePlugin.Key) => Account(plugin.Fingerprint, key);

    private PlatformAccount Account(string? pin, string key = FakePlugin.Key) =>
        new(JsonElement.Parse(pin is null ? $$"""{"url":"{{plugin.Url}}/"}""" : $$"""{"url":"{{plugin.Url}}/","certificate_sha256":"{{pin}}"}"""), Secret.OfText(key));

    private Task<IReadOnlyList<CheckResult>> CheckAsync() => connector.CheckAsync(Account(), TestContext.Current.CancellationToken);

    private async Task<JsonElement> AnswerAsync(string tool, object arguments)
    {
        var result = await connector.InvokeAsync(tool, Account(), Args(arguments), Context(), TestContext.Current.CancellationToken);
        Assert.True(result.Error is null, result.Error?.Message);
        return JsonElement.Parse(result.Json!);
    }

    private async Task<ToolError> ErrorAsync(string tool, object arguments) =>
        (await connector.InvokeAsync(tool, Account(), Args(arguments), Context(), TestContext.Current.CancellationToken)).Error ?? throw new InvalidOperationException($"{tool} did not fail");

    private static JsonElement Args(object arguments) => JsonSerializer.SerializeToElement(arguments);

    private static ToolContext Context() => new() { Customer = "cus_1", CallId = "call_1", AnswerBytes = 48_000, Clock = TimeProvider.System, Cursors = new(new byte[32]) };
}

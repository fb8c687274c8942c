using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Squaremcp.Tests.OAuth;

/// <summary>Clients that describe themselves by a document at their own address.</summary>
public sealed class ClientDocumentTests(DocumentGateway gateway) : IClassFixture<DocumentGateway>
{
    public static TheoryData<string, string> Broken => new()
    {
        { "another client", """{"client_id":"https://other.example/c.json","client_name":"X","redirect_uris":["http://127.0.0.1/callback"]}""" },
        { "no name", """{"client_id":"ID","redirect_uris":["http://127.0.0.1/callback"]}""" },
        { "no redirects", """{"client_id":"ID","client_name":"X"}""" },
        { "a secret", """{"client_id":"ID","client_name":"X","redirect_uris":["http://127.0.0.1/callback"],"client_secret":"s"}""" },
        { "a secret's method", """{"client_id":"ID","client_name":"X","redirect_uris":["http://127.0.0.1/callback"],"token_endpoint_auth_method":"client_secret_post"}""" },
        { "only keys", """{"client_id":"ID","client_name":"X","redirect_uris":["http://127.0.0.1/callback"],"token_endpoint_auth_method":"private_key_jwt"}""" },
        { "not JSON", "{" },
        { "a list", "[]" },
        { "too long", $$"""{"client_id":"ID","client_name":"{{new string('n', 6_000)}}","redirect_uris":["http://127.0.0.1/callback"]}""" },
        { "status 404", "" },
        { "status 301", "" },
        { "type text/html", """{"client_id":"ID","client_name":"X","redirect_uris":["http://127.0.0.1/callback"]}""" },
    };

    private ClientHost Host => gateway.Host;

    [Fact]
    public async Task A_client_with_a_document_signs_in_and_is_asked_once()
    {
        var id = NewId();
        Serve(Document(id));
        using var person = await gateway.PersonAsync();
        var asked = Host.Asked;

        var consents = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => person.AskAsync(id)));
        Assert.All(consents, consent => Assert.Contains("127.0.0.1", consent.Text, StringComparison.Ordinal));
        Assert.Contains("A client with a document", consents[0].Text, StringComparison.Ordinal);
        var tokens = await gateway.SignInAsync(person, id);
        Assert.Equal(200, (await gateway.RefreshAsync(tokens.Refresh, id)).Status);
        Assert.Equal(1, Host.Asked - asked);
    }

    [Fact]
    public async Task ChatGpts_document_that_names_another_method_first_is_taken()
    {
        var id = NewId();
        Serve($$"""{"client_id":"{{id}}","client_name":"ChatGPT","redirect_uris":["http://127.0.0.1/callback"],"token_endpoint_auth_method":"private_key_jwt","token_endpoint_auth_methods_supported":["none","private_key_jwt"]}""");

        await gateway.SignInAsync(clientId: id);
    }

    [Theory, MemberData(nameof(Broken))] // A04
    public async Task A_document_that_describes_no_client_lets_nobody_in_and_is_not_remembered(string what, string document)
    {
        var id = NewId();
        using var person = await gateway.PersonAsync();
        Host.Answer = context =>
        {
            context.Response.StatusCode = what.StartsWith("status", StringComparison.Ordinal) ? int.Parse(what[7..]) : 200;
            context.Response.Headers.Location = Host.Address + "/elsewhere.json";
            context.Response.ContentType = what.StartsWith("type", StringComparison.Ordinal) ? what[5..] : "application/json";
            return context.Response.WriteAsync(document.Replace("ID", id, StringComparison.Ordinal));
        };

        var page = await person.AskAsync(id);
        Assert.Equal((400, false), (page.Status, page.Headers.ContainsKey("Location")));
        Assert.DoesNotContain("404", page.Text, StringComparison.Ordinal);
        Serve(Document(id));
        Assert.Equal(200, (await person.AskAsync(id)).Status);
    }

    [Theory] // A03
    [InlineData("#x"), InlineData("?x=1"), InlineData("/../c.json"), InlineData("/%2e%2e/c.json"), InlineData("/a b"), InlineData("\\c.json")]
    public async Task An_address_that_is_none_is_never_asked(string tail)
    {
        using var person = await gateway.PersonAsync();
        var asked = Host.Asked;

        Assert.Equal(400, (await person.AskAsync(Host.Address + "/c" + tail)).Status);
        Assert.Equal(400, (await person.AskAsync(Host.Address.Replace("//", "//user@", StringComparison.Ordinal) + "/c.json")).Status);
        Assert.Equal(0, Host.Asked - asked);
    }

    [Fact]
    public async Task The_last_good_document_serves_while_its_server_does_not()
    {
        var id = NewId();
        Serve(Document(id));
        using var person = await gateway.PersonAsync();
        await person.AskAsync(id);
        Host.Answer = context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        gateway.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(200, (await person.AskAsync(id)).Status);
    }

    [Fact]
    public async Task A_changed_document_counts_once_it_is_fetched_again()
    {
        var id = NewId();
        Serve(Document(id));
        using var person = await gateway.PersonAsync();
        Assert.Equal(200, (await person.AskAsync(id)).Status);
        Serve(Document(id).Replace("/callback", "/other", StringComparison.Ordinal));
        Assert.Equal(200, (await person.AskAsync(id)).Status);
        gateway.Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal(400, (await person.AskAsync(id)).Status);
    }

    [Theory]
    [InlineData("https://claude.ai/oauth/mcp-oauth-client-metadata", "https://claude.ai/api/mcp/auth_callback"), InlineData("https://claude.ai/oauth/claude-code-client-metadata", "http://localhost:51234/callback"),
     InlineData("https://chatgpt.com/oauth/client.json", "https://chatgpt.com/connector_platform_oauth_redirect"), InlineData("https://chatgpt.com/oauth/codex/client.json", "http://127.0.0.1:51234/callback"),
     InlineData("https://opencode.ai/oauth/opencode/client.json", "http://127.0.0.1:19876/mcp/oauth/callback"), InlineData("https://vscode.dev/oauth/client-metadata.json", "http://127.0.0.1:33418/")]
    public async Task A_known_vendors_client_signs_in_without_its_document(string id, string redirect)
    {
        using var person = await gateway.PersonAsync();

        Assert.StartsWith(redirect + "?code=", (await person.AllowAsync(id, ("redirect_uri", redirect))).Headers["Location"], StringComparison.Ordinal);
    }

    private string NewId() => $"{Host.Address}/{Guid.NewGuid():n}/client.json";

    private static string Document(string id) => JsonSerializer.Serialize(new { client_id = id, client_name = "A client with a document", redirect_uris = (string[])["http://127.0.0.1/callback"], token_endpoint_auth_method = "none" });

    private void Serve(string document) => Host.Answer = context =>
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(document);
    };
}

/// <summary>A gateway that fetches documents from this machine.</summary>
public sealed class DocumentGateway : OAuthGateway, IAsyncLifetime
{
    internal ClientHost Host { get; } = new();

    protected override string[] More => [.. base.More, "--Squaremcp:OAuth:AllowPrivateClientHosts=true", $"--Squaremcp:OAuth:ClientHostCertificateSha256={Host.Pin}"];

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await Host.InitializeAsync();
        await InitializeAsync();
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        await Host.DisposeAsync();
    }
}

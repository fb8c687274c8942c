using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Frontend.Doctor;
using Squaremcp.Tests.OAuth;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Doctor;

/// <summary>What stands before a gateway and keeps clients away, seen from outside; each time the one thing that is wrong, and nothing else.</summary>
public sealed class OutsideCheckTests(OAuthGateway gateway) : IClassFixture<OAuthGateway>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_gateway_that_clients_reach_has_nothing_wrong()
    {
        using var check = new OutsideCheck(gateway.Origin, TimeProvider.System);
        var found = await check.RunAsync(Token);

        Assert.All(found, one => Assert.Equal(("ok", null), (one.Result, one.Advice)));
        Assert.Equal(["tls", "challenge", "agents", "methods", "resource_metadata", "server_metadata", "other_documents", "endpoints", "pages"], found.Select(one => one.Name));
    }

    [Theory]
    [InlineData("redirect", "challenge,methods")]
    [InlineData("bots", "agents")]
    [InlineData("no-head", "methods")]
    [InlineData("slash", "methods")]
    [InlineData("stripped", "challenge")]
    [InlineData("site", "other_documents")]
    [InlineData("login-wall", "resource_metadata,server_metadata,other_documents")]
    [InlineData("browser-check", "endpoints")]
    [InlineData("opener", "pages")]
    [InlineData("form-action", "pages")]
    public async Task What_stands_before_it_is_named(string fault, string failed)
    {
        await using var proxy = await Proxy.StartAsync(gateway, fault);
        using var check = new OutsideCheck(proxy.Origin, TimeProvider.System);

        Assert.Equal(failed, string.Join(',', (await check.RunAsync(Token)).Where(one => one.Result == "failed").Select(one => one.Name)));
    }

    [Fact]
    public async Task Another_address_than_the_published_one_is_named()
    {
        await using var proxy = await Proxy.StartAsync(gateway, "untold");
        using var check = new OutsideCheck(proxy.Origin, TimeProvider.System);
        var found = (await check.RunAsync(Token)).Where(one => one.Result == "failed").ToList();

        Assert.Equal(["challenge", "resource_metadata", "server_metadata"], found.Select(one => one.Name));
        Assert.All(found, one => Assert.Contains($"SQUAREMCP__PublicOrigin={proxy.Origin}", one.Advice, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_address_that_nobody_answers_or_whose_certificate_nobody_trusts_is_named()
    {
        await using var host = new ClientHost();
        await host.InitializeAsync();
        using var untrusted = new OutsideCheck(host.Address, TimeProvider.System);
        using var nobody = new OutsideCheck("http://127.0.0.1:9", TimeProvider.System);

        Assert.Equal("tls", Assert.Single(await untrusted.RunAsync(Token)).Name);
        Assert.Equal("reach", Assert.Single(await nobody.RunAsync(Token)).Name);
    }

    /// <summary>A reverse proxy that passes on what it gets as its own, but for one fault.</summary>
    private sealed class Proxy : IAsyncDisposable
    {
        private readonly WebApplication app;
        private readonly OAuthGateway gateway;
        private readonly string fault;

        private Proxy(WebApplication app, OAuthGateway gateway, string fault) => (this.app, this.gateway, this.fault) = (app, gateway, fault);

        internal string Origin { get; private set; } = "";

        public ValueTask DisposeAsync() => app.DisposeAsync();

        internal static async Task<Proxy> StartAsync(OAuthGateway gateway, string fault)
        {
            var server = LocalServer.Build();
            var proxy = new Proxy(server, gateway, fault);
            server.Run(proxy.PassAsync);
            await server.StartAsync(Token);
            proxy.Origin = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
            return proxy;
        }

        private async Task PassAsync(HttpContext context)
        {
            var (path, method) = (context.Request.Path.Value!, context.Request.Method);
            var isDocument = path.StartsWith("/.well-known/", StringComparison.Ordinal);
            switch (fault)
            {
                case "redirect" when path == "/mcp":
                case "slash" when path == "/mcp/":
                    context.Response.StatusCode = 307;
                    context.Response.Headers.Location = "/elsewhere";
                    return;
                case "bots" when context.Request.Headers.UserAgent.ToString().Contains("Claude", StringComparison.Ordinal):
                    context.Response.StatusCode = 403;
                    return;
                case "no-head" when method == "HEAD":
                    context.Response.StatusCode = 405;
                    return;
                case "site" when path == "/.well-known/openid-configuration":
                case "login-wall" when isDocument:
                    context.Response.ContentType = "text/html";
                    await context.Response.WriteAsync("<!doctype html>");
                    return;
                case "browser-check" when path == "/token":
                    context.Response.StatusCode = 403;
                    return;
            }

            using var request = new HttpRequestMessage(new(method), path);
            if (method == "POST")
            {
                using var body = new StreamReader(context.Request.Body);
                request.Content = new StringContent(await body.ReadToEndAsync(), null, context.Request.ContentType?.Split(';')[0] ?? "text/plain");
            }

            using var answer = await gateway.Http.SendAsync(request);
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            foreach (var (name, values) in answer.Headers.Where(header => header.Key is "WWW-Authenticate" or "Content-Security-Policy" && !(fault == "stripped" && header.Key == "WWW-Authenticate")))
            {
                context.Response.Headers[name] = Own(string.Join(", ", values)) + (fault == "form-action" && name == "Content-Security-Policy" ? "; form-action 'self'" : "");
            }

            if (fault == "opener")
            {
                context.Response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
            }

            if (method != "HEAD")
            {
                await context.Response.WriteAsync(Own(await answer.Content.ReadAsStringAsync()));
            }
        }

        private string Own(string text) => fault == "untold" ? text : text.Replace(gateway.Origin, Origin, StringComparison.Ordinal);
    }
}

using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace Squaremcp.Frontend.Doctor;

/// <summary>
/// What MCP clients meet at a gateway's public address, asked as they ask, without a credential and without leaving anything behind: whether TLS, proxies, CDNs and the configuration let them
/// through. Knows of the gateway only what is public, so it can run anywhere.
/// </summary>
internal sealed class OutsideCheck : IDisposable
{
    private const int MostBytes = 64 * 1024;
    private const int SoonDays = 14;
    private const string Metadata = "/.well-known/oauth-protected-resource";

    // As the vendors' servers name themselves; bot protection goes by these names.
    private static readonly string[] Agents = ["Claude-User", "python-httpx/0.28.1", "openai-mcp/1.0.0", "node"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly string origin;
    private readonly TimeProvider clock;
    private readonly HttpClient http;
    private readonly List<Check> checks = [];
    private DateTimeOffset? certificateEnds;

    internal OutsideCheck(string origin, TimeProvider clock)
    {
        (this.origin, this.clock) = (origin, clock);
        http = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            SslOptions = new() { RemoteCertificateValidationCallback = Seen },
        })
        {
            Timeout = Patience,
        };
    }

    public void Dispose() => http.Dispose();

    internal async Task<IReadOnlyList<Check>> RunAsync(CancellationToken cancellationToken)
    {
        if (await ReachAsync(cancellationToken) is { } challenge)
        {
            await AgentsAsync(challenge.Status, cancellationToken);
            await MethodsAsync(cancellationToken);
            await ResourceAsync(cancellationToken);
            await ServerAsync(cancellationToken);
            await OtherDocumentsAsync(cancellationToken);
            await EndpointsAsync(cancellationToken);
            await PagesAsync(cancellationToken);
        }

        return checks;
    }

    /// <returns>Null where nothing else can be asked.</returns>
    private async Task<Reply?> ReachAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await PostAsync("/mcp", "{}", "application/json", cancellationToken);
            Tls();
            Challenge(answer);
            return answer;
        }
        catch (HttpRequestException broken) when (broken.InnerException is AuthenticationException)
        {
            Fail("tls", $"The certificate of {origin} is not one that clients trust: {broken.InnerException.Message}", "Use a certificate of a public authority, with its whole chain, for exactly this host name.");
        }
        catch (Exception broken) when (broken is HttpRequestException or OperationCanceledException or IOException && !cancellationToken.IsCancellationRequested)
        {
            Fail("reach", $"{origin} does not answer: {(broken is OperationCanceledException ? "no answer in 15 seconds" : broken.Message)}", "Check the DNS name, the firewall and that the proxy passes the address on to the gateway. Vendors' servers must reach it too, not only this network.");
        }

        return null;
    }

    private void Tls()
    {
        var uri = new Uri(origin);
        if (uri.Scheme == "http")
        {
            Say(uri.IsLoopback, "tls", uri.IsLoopback ? "Plain http, on this machine only." : "The address is plain http.", "Publish the gateway by https: clients refuse http except on the person's own computer.");
            return;
        }

        var days = certificateEnds is { } ends ? (int)(ends - clock.GetUtcNow()).TotalDays : 0;
        Say(days > SoonDays, "tls", $"The certificate is trusted and good for {days} days.", "Renew the certificate.", warns: true);
    }

    private void Challenge(Reply answer)
    {
        const string name = "challenge";
        var header = answer.Header("WWW-Authenticate");
        if (answer.Status is >= 300 and < 400)
        {
            Fail(name, $"POST /mcp is redirected ({answer.Status}) to {answer.Header("Location")}.", "Serve /mcp itself: clients do not repeat a POST elsewhere. Look for rules that add a slash, force a host name or send to a login page.");
        }
        else if (answer.Status == 421)
        {
            Fail(name, "The gateway does not answer to this host name (421).", $"Set SQUAREMCP__PublicOrigin={origin}, and let the proxy pass the Host header on unchanged.");
        }
        else if (answer.Status == 404)
        {
            Fail(name, "POST /mcp is not found (404).", "Route /mcp to the gateway. A rule for /mcp/* alone leaves out /mcp.");
        }
        else if (answer.Status != 401)
        {
            Fail(name, $"POST /mcp without a credential answers {answer.Status} where 401 was to come.", answer.Status is 403 or 503 or 429 ? "Something in front of the gateway (CDN, firewall, bot protection) answers instead of it. Let requests to /mcp pass." : "Something in front of the gateway answers instead of it, or the address is not the gateway's.");
        }
        else
        {
            Say(header == Expected, name, header is null ? "The 401 of /mcp carries no WWW-Authenticate header." : header == Expected ? "/mcp asks clients to sign in and says where." : $"/mcp points clients elsewhere: {header}",
                header is null ? "Let the proxy pass the header WWW-Authenticate on." : $"Set SQUAREMCP__PublicOrigin={origin} if that is the address clients use.");
        }
    }

    private string Expected => $"Bearer resource_metadata=\"{origin}{Metadata}/mcp\", scope=\"mcp\"";

    private async Task AgentsAsync(int usual, CancellationToken cancellationToken)
    {
        var blocked = new List<string>();
        foreach (var agent in Agents)
        {
            if ((await PostAsync("/mcp", "{}", "application/json", cancellationToken, agent)).Status is var status && status != usual)
            {
                blocked.Add($"{agent} ({status})");
            }
        }

        Say(blocked.Count == 0, "agents", blocked.Count == 0 ? "Vendors' clients are answered as any other." : $"Answered otherwise than other clients: {string.Join(", ", blocked)}.", "Bot protection goes by the client's name. Switch off \"Block AI bots\" and the like, or add a skip rule, for /mcp, /.well-known, /authorize, /token and /register. A vendor's network (Claude: 160.79.104.0/21) may be blocked besides; that shows only from there.");
    }

    private async Task MethodsAsync(CancellationToken cancellationToken)
    {
        var wrong = new List<string>();
        foreach (var (method, path) in ((string, string)[])[("GET", "/mcp"), ("HEAD", "/mcp"), ("DELETE", "/mcp"), ("POST", "/mcp/")])
        {
            if ((await SendAsync(new(method), path, null, null, null, cancellationToken)).Status is var status && status != 401)
            {
                wrong.Add($"{method} {path} ({status})");
            }
        }

        Say(wrong.Count == 0, "methods", wrong.Count == 0 ? "Every method is asked to sign in, with and without a slash at the end." : $"Not asked to sign in: {string.Join(", ", wrong)}.", "Let the proxy pass every method on, and neither redirect nor answer itself.");
    }

    private async Task ResourceAsync(CancellationToken cancellationToken)
    {
        foreach (var path in (string[])[Metadata + "/mcp", Metadata])
        {
            var json = await DocumentAsync("resource_metadata", path, cancellationToken);
            if (json is not { } document)
            {
                return;
            }

            var resource = Text(document, "resource");
            if (resource != origin + "/mcp")
            {
                Fail("resource_metadata", $"{path} describes {resource}, not {origin}/mcp: clients then leave the document aside.", $"Set SQUAREMCP__PublicOrigin={origin} if that is the address clients use, and remove and add the connection in clients that have stored the old one.");
                return;
            }
        }

        Fine("resource_metadata", "Clients find out which server signs people in.");
    }

    private async Task ServerAsync(CancellationToken cancellationToken)
    {
        if (await DocumentAsync("server_metadata", "/.well-known/oauth-authorization-server", cancellationToken) is not { } document)
        {
            return;
        }

        if (Text(document, "issuer") is var issuer && issuer != origin)
        {
            Fail("server_metadata", $"The authorization server calls itself {issuer}, not {origin}: clients must refuse it.", $"Set SQUAREMCP__PublicOrigin={origin} if that is the address clients use.");
            return;
        }

        var elsewhere = ((string[])["authorization_endpoint", "token_endpoint", "registration_endpoint"]).Where(name => Text(document, name)?.StartsWith(origin + "/", StringComparison.Ordinal) != true).ToList();
        var pkce = document.TryGetProperty("code_challenge_methods_supported", out var methods) && methods.ValueKind == JsonValueKind.Array && methods.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && one.GetString() == "S256");
        Say(elsewhere.Count == 0 && pkce, "server_metadata", elsewhere.Count > 0 ? $"Not at {origin}: {string.Join(", ", elsewhere)}." : pkce ? "Clients find out how to sign in." : "The document does not offer PKCE with S256: clients must refuse it.", "Let the proxy pass the document on unchanged.");
    }

    /// <summary>Clients ask for more documents than there are, and go on only after a plain no (TypeScript SDK).</summary>
    private async Task OtherDocumentsAsync(CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Get, "/.well-known/openid-configuration", null, null, null, cancellationToken);
        Say(answer is { Status: 404, IsJson: true }, "other_documents", answer is { Status: 404, IsJson: true } ? "Documents that are not there are told to be not there." : $"/.well-known/openid-configuration answers {answer.Status} ({answer.Type ?? "no type"}) where 404 with JSON was to come: some clients stop there.", "Pass /.well-known on to the gateway; no web site, login page or error page may answer there.");
    }

    private async Task EndpointsAsync(CancellationToken cancellationToken)
    {
        var token = await PostAsync("/token", "", "application/x-www-form-urlencoded", cancellationToken);
        var register = await PostAsync("/register", "", "application/json", cancellationToken);
        var wrong = new List<string>();
        if (token is not { Status: 400, IsJson: true })
        {
            wrong.Add($"/token ({token.Status})");
        }

        if (register is not { Status: 400, IsJson: true } and not { Status: 429, IsJson: true })
        {
            wrong.Add($"/register ({register.Status})");
        }

        Say(wrong.Count == 0, "endpoints", wrong.Count == 0 ? "/token and /register reach the gateway." : $"Not answered by the gateway: {string.Join(", ", wrong)}.", "Pass these addresses on, and let no bot protection ask there for a browser.");
    }

    private async Task PagesAsync(CancellationToken cancellationToken)
    {
        var page = await SendAsync(HttpMethod.Get, "/login", null, null, "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36", cancellationToken);
        var (opener, policy) = (page.Header("Cross-Origin-Opener-Policy"), page.Header("Content-Security-Policy"));
        if (page.Status != 200 || page.Type != "text/html")
        {
            Fail("pages", $"The sign-in page answers {page.Status} ({page.Type ?? "no type"}).", "Pass /login, /authorize and /assets on to the gateway.");
        }
        else if (opener?.StartsWith("same-origin", StringComparison.OrdinalIgnoreCase) == true)
        {
            Fail("pages", $"Something adds Cross-Origin-Opener-Policy: {opener} to the sign-in page: clients that opened it in a window take it for closed.", "Take the header off for the gateway's host.");
        }
        else if (policy?.Contains("form-action", StringComparison.OrdinalIgnoreCase) == true)
        {
            Fail("pages", "Something adds form-action to the sign-in page's Content-Security-Policy: Chromium then blocks the way back to the app.", "Take that out for the gateway's host; the gateway sends a policy of its own.");
        }
        else
        {
            Fine("pages", "The sign-in page comes as the gateway wrote it.");
        }
    }

    private async Task<JsonElement?> DocumentAsync(string name, string path, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Get, path, null, null, null, cancellationToken);
        if (answer is { Status: 200, IsJson: true } && answer.Json is { ValueKind: JsonValueKind.Object } document)
        {
            return document;
        }

        Fail(name, $"{path} answers {answer.Status} ({answer.Type ?? "no type"}) where 200 with JSON was to come.", "Pass /.well-known on to the gateway, without redirects, login pages or bot protection.");
        return null;
    }

    private Task<Reply> PostAsync(string path, string body, string type, CancellationToken cancellationToken, string? agent = null) => SendAsync(HttpMethod.Post, path, body, type, agent, cancellationToken);

    private async Task<Reply> SendAsync(HttpMethod method, string path, string? body, string? type, string? agent, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, origin + path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, type!) };
        request.Headers.TryAddWithoutValidation("User-Agent", agent ?? "squaremcp-doctor");
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream, */*");
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var bytes = new byte[MostBytes];
        var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return new((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, Encoding.UTF8.GetString(bytes, 0, length), answer.Headers.ToDictionary(one => one.Key, one => string.Join(", ", one.Value), StringComparer.OrdinalIgnoreCase));
    }

    private bool Seen(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        certificateEnds = certificate is X509Certificate2 known ? new DateTimeOffset(known.NotAfter) : null;
        return errors == SslPolicyErrors.None;
    }

    private static string? Text(JsonElement document, string name) => document.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private void Say(bool isFine, string name, string says, string advice, bool warns = false) => checks.Add(new(name, isFine ? "ok" : warns ? "warning" : "failed", says, isFine ? null : advice));

    private void Fine(string name, string says) => Say(isFine: true, name, says, "");

    private void Fail(string name, string says, string advice) => Say(isFine: false, name, says, advice);

    private sealed record Reply(int Status, string? Type, string Text, IReadOnlyDictionary<string, string> Headers)
    {
        internal bool IsJson => Type == "application/json";

        internal JsonElement? Json
        {
            get
            {
                try
                {
                    return JsonElement.Parse(Text);
                }
                catch (JsonException)
                {
                    return null;
                }
            }
        }

        internal string? Header(string name) => Headers.GetValueOrDefault(name);
    }
}

/// <param name="Result">ok, warning or failed.</param>
/// <param name="Advice">Null where nothing is to be done.</param>
internal sealed record Check(string Name, string Result, string Says, string? Advice);

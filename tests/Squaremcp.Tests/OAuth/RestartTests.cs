using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Squaremcp.Tests.Clients;
using Squaremcp.Tests.Mcp;

namespace Squaremcp.Tests.OAuth;

/// <summary>The real program is killed between any two steps of a sign-in and started again on the same data: whoever is on the way arrives.</summary>
[Trait("Category", "Slow")]
public sealed class RestartTests : IDisposable
{
    private const string Origin = "http://localhost:3456"; // the same for every process, whatever port it listens on
    private const string Resource = Origin + "/mcp";

    private readonly GatewayFolders folders = new();
    private readonly CookieContainer cookies = new();
    private readonly string email = $"{Guid.NewGuid():n}@example.org";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folders.Dispose();

    [Fact]
    public async Task Killed_between_any_two_steps_the_flow_continues()
    {
        var client = await StepAsync((_, gateway) => RegisterAsync(gateway));
        var query = AuthorizeQuery.Of(Resource, client);
        var signIn = await StepAsync((person, _) => person.GetAsync("/authorize" + query));
        Assert.Contains("Test client", signIn.Text, StringComparison.Ordinal);
        var signUp = await StepAsync((person, _) => person.GetAsync("/signup" + query));
        var signedUp = await StepAsync((person, _) => person.SubmitAsync(signUp, 0, ("name", "A person"), ("email", email), ("password", WebPerson.Password)));
        Assert.Equal((303, "/authorize" + query), (signedUp.Status, signedUp.Headers["Location"]));
        var consent = await StepAsync((person, _) => person.GetAsync(signedUp.Headers["Location"]));
        var sent = await StepAsync((person, _) => person.AllowAsync(consent));
        var code = AuthorizeQuery.Answer(sent)["code"];
        var first = Tokens.Of(await StepAsync((person, _) => person.PostAsync("/token", new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["client_id"] = client,
            ["code_verifier"] = AuthorizeQuery.Verifier,
        })));
        Assert.Contains("not_connected", await StepAsync((_, gateway) => CallAsync(gateway, first)), StringComparison.Ordinal);

        var second = Tokens.Of(await StepAsync((person, _) => RefreshAsync(person, client, first)));
        var again = Tokens.Of(await StepAsync((person, _) => RefreshAsync(person, client, first)));
        Assert.Equal((second.Access, second.Refresh), (again.Access, again.Refresh));
        Assert.Contains("not_connected", await StepAsync((_, gateway) => CallAsync(gateway, second)), StringComparison.Ordinal);

        var revoked = await StepAsync((person, _) => person.PostAsync("/revoke", new Dictionary<string, string> { ["token"] = second.Refresh, ["client_id"] = client }));
        Assert.Equal(200, revoked.Status);
        var refused = await StepAsync((person, _) => RefreshAsync(person, client, second));
        Assert.Equal((400, "invalid_grant"), (refused.Status, refused.Json.GetProperty("error").GetString()));
    }

    /// <summary>One step of the flow in a process of its own, which is killed right after. The log says where it listens, which its public address does not.</summary>
    private async Task<T> StepAsync<T>(Func<WebPerson, GatewayProcess, Task<T>> step)
    {
        await using var gateway = await GatewayProcess.StartAsync(folders, Stop, $"--Squaremcp:PublicOrigin={Origin}", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information");
        using var person = new WebPerson(gateway.Url, Resource, cookies) { Email = email };
        var answer = await step(person, gateway);
        await gateway.KillAsync();
        return answer;
    }

    private static async Task<string> RegisterAsync(GatewayProcess gateway)
    {
        using var answer = await gateway.Http.PostAsJsonAsync("/register", new { client_name = "Test client", redirect_uris = (string[])[OAuthGateway.Redirect], token_endpoint_auth_method = "none" }, Stop);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("client_id").GetString()!;
    }

    private static Task<Reply> RefreshAsync(WebPerson person, string client, Tokens tokens) =>
        person.PostAsync("/token", new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = tokens.Refresh, ["client_id"] = client });

    private static async Task<string> CallAsync(GatewayProcess gateway, Tokens tokens)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp")
        {
            Content = JsonContent.Create(new { jsonrpc = "2.0", id = 1, method = "tools/call", @params = new { name = "square_list_connections", arguments = new { } } }),
        };
        request.Headers.Authorization = new("Bearer", tokens.Access);
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        using var answer = await gateway.Http.SendAsync(request, Stop);
        return await answer.Content.ReadAsStringAsync(Stop);
    }
}

using System.Net.Http.Json;
using System.Text.Json;
using Squaremcp.Customers;
using Squaremcp.Tests.Api;
using Squaremcp.Tests.Mcp;
using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Accounts;

/// <summary>A customer that the operator made, and its people with their browsers.</summary>
internal sealed class Team(OAuthGateway gateway, string id, string key) : IDisposable
{
    internal const string InviteMail = "You are invited to SquareMCP";

    private readonly List<WebPerson> people = [];

    internal string Id => id;

    internal string Key => key;

    internal static async Task<Team> OfAsync(OAuthGateway gateway)
    {
        var (id, key) = await gateway.AnotherCustomerAsync();
        return new(gateway, id, key);
    }

    public void Dispose() => people.ForEach(person => person.Dispose());

    /// <summary>Somebody with a proved address and no part in the team.</summary>
    internal async Task<WebPerson> PersonAsync(string? email = null)
    {
        var person = email is null ? new WebPerson(gateway) : new WebPerson(gateway) { Email = email };
        people.Add(person);
        await person.SignUpAsync();
        await VerifyAsync(person);
        return person;
    }

    internal async Task VerifyAsync(WebPerson person) =>
        Assert.Equal(303, (await person.SubmitAsync(await person.GetAsync(await gateway.LinkAsync(person.Email, AccountPerson.ConfirmMail)), 0)).Status);

    internal Task<(int Status, JsonElement Body, System.Net.Http.Headers.HttpResponseHeaders Headers, string? MediaType)> InviteAsync(string email, string role, string? with = null) =>
        gateway.CallAsync("POST", "/api/v1/invitations", JsonSerializer.Serialize(new { email, role }), with ?? key);

    /// <summary>Where the mail of the invitation leads.</summary>
    internal Task<string> LinkAsync(WebPerson person) => gateway.LinkAsync(person.Email, InviteMail);

    internal async Task<Reply> AcceptAsync(WebPerson person, string? link = null) => await person.SubmitAsync(await person.GetAsync(link ?? await LinkAsync(person)), 0);

    internal async Task<WebPerson> MemberAsync(Role role)
    {
        var person = await PersonAsync();
        Assert.Equal(201, (await InviteAsync(person.Email, role.Word())).Status);
        var done = await AcceptAsync(person);
        Assert.True(done.Status == 303, done.Text);
        return person;
    }

    /// <summary>REST in the person's name, for this team.</summary>
    internal async Task<Reply> CallAsync(WebPerson person, string method, string path, object? body = null, bool proved = true, string? customer = null)
    {
        using var http = new HttpClient(new SocketsHttpHandler { CookieContainer = person.Cookies, UseCookies = true }) { BaseAddress = gateway.Http.BaseAddress, Timeout = TimeSpan.FromSeconds(60) };
        using var request = new HttpRequestMessage(new(method), path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("X-Square-Customer", customer ?? id);
        if (proved)
        {
            request.Headers.Add("X-Square-Proof", (await person.GetAsync("/api/v1/account")).Json.GetProperty("proof").GetString());
        }

        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, TestContext.Current.CancellationToken);
        return await Replies.OfAsync(answer);
    }

    /// <summary>E-mail and role of everybody, and of whoever is invited.</summary>
    internal async Task<(IReadOnlyDictionary<string, string> Members, IReadOnlyDictionary<string, string> Invited)> PeopleAsync()
    {
        var body = (await gateway.CallAsync("GET", "/api/v1/members", key: key)).Body;
        return (Roles(body.GetProperty("members")), Roles(body.GetProperty("invitations")));
    }

    private static Dictionary<string, string> Roles(JsonElement list) => list.EnumerateArray().ToDictionary(one => one.GetProperty("email").GetString()!, one => one.GetProperty("role").GetString()!);
}

using System.Net;
using System.Text.RegularExpressions;
using Squaremcp.Tests.Mcp;

namespace Squaremcp.Tests.OAuth;

/// <summary>A person with a browser: cookies, forms as they are on the page, no redirect followed unasked.</summary>
internal sealed partial class WebPerson : IDisposable
{
    internal const string Password = "correct horse battery staple";

    private readonly HttpClient http;

    private readonly string resource;

    internal WebPerson(OAuthGateway gateway)
        : this(gateway.Http.BaseAddress!, gateway.Resource, new())
    {
    }

    /// <param name="cookies">Of the browser; cookies do not look at ports.</param>
    internal WebPerson(Uri address, string resource, CookieContainer cookies)
    {
        this.resource = resource;
        Cookies = cookies;
        http = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies, UseCookies = true }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        Email = $"{Guid.NewGuid():n}@example.org";
    }

    internal CookieContainer Cookies { get; }

    internal string Email { get; init; }

    public void Dispose() => http.Dispose();

    internal async Task SignUpAsync(string query = "")
    {
        var page = await GetAsync("/signup" + query);
        var done = await SubmitAsync(page, 0, ("name", "A person"), ("email", Email), ("password", Password));
        Assert.True(done.Status == 303, done.Text);
    }

    /// <summary>Signs out first where somebody is signed in.</summary>
    internal async Task<Reply> LogInAsync(string password = Password)
    {
        var page = await GetAsync("/login");
        if (page.Text.Contains("You are signed in", StringComparison.Ordinal))
        {
            await SubmitAsync(page, 0);
            page = await GetAsync("/login");
        }

        return await SubmitAsync(page, 0, ("email", Email), ("password", password));
    }

    /// <summary>Opens an authorization request.</summary>
    internal Task<Reply> AskAsync(string clientId = "tool", params (string Name, string? Value)[] changes) => GetAsync("/authorize" + AuthorizeQuery.Of(resource, clientId, changes));

    /// <summary>Opens one, allows it, and answers where the browser is sent.</summary>
    internal async Task<Reply> AllowAsync(string clientId = "tool", params (string Name, string? Value)[] changes) => await AllowAsync(await AskAsync(clientId, changes));

    internal async Task<Reply> AllowAsync(Reply consent, string decision = "allow", string access = "full")
    {
        Assert.True(consent.Status == 200, consent.Text);
        return await SubmitAsync(consent, 0, ("decision", decision), ("access", access));
    }

    internal async Task<string> CodeAsync(string clientId = "tool", params (string Name, string? Value)[] changes)
    {
        var sent = await AllowAsync(clientId, changes);
        return AuthorizeQuery.Answer(sent)["code"];
    }

    internal async Task<Reply> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(request, headers);
    }

    /// <summary>Sends the form of that number with its hidden fields, and these.</summary>
    internal Task<Reply> SubmitAsync(Reply page, int number, params (string Name, string Value)[] fields)
    {
        var form = Forms().Matches(page.Text)[number].Groups;
        var all = Hidden().Matches(form["inside"].Value).ToDictionary(hidden => hidden.Groups["name"].Value, hidden => WebUtility.HtmlDecode(hidden.Groups["value"].Value));
        foreach (var (name, value) in fields)
        {
            all[name] = value;
        }

        return PostAsync(WebUtility.HtmlDecode(form["action"].Value), all);
    }

    internal async Task<Reply> PostAsync(string path, IReadOnlyDictionary<string, string> fields, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields) };
        return await SendAsync(request, headers);
    }

    internal static Dictionary<string, string> HiddenFields(Reply page, int number) =>
        Hidden().Matches(Forms().Matches(page.Text)[number].Groups["inside"].Value).ToDictionary(hidden => hidden.Groups["name"].Value, hidden => WebUtility.HtmlDecode(hidden.Groups["value"].Value));

    private async Task<Reply> SendAsync(HttpRequestMessage request, (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Replies.OfAsync(answer);
    }

    [GeneratedRegex("""<form method="post" action="(?<action>[^"]*)">(?<inside>.*?)</form>""", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Forms();

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]*)" value="(?<value>[^"]*)">""", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Hidden();
}

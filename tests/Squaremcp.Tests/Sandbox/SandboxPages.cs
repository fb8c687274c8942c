using System.Net;
using System.Web;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Tests.Sandbox;

/// <summary>What a person's browser does on a simulated page.</summary>
internal static class SandboxPages
{
    internal const string Callback = "http://127.0.0.1:1/cb";

    /// <summary>Opens the page, lets the app in, and does not follow where that leads.</summary>
    /// <returns>The code.</returns>
    internal static async Task<string> SignInAsync(IOAuthConnector connector, OAuthApp app, HttpClient reader, string name, string challenge = "unused")
    {
        var page = AuthorizeAddress.Of(connector.OAuth, app, Callback, challenge) + "&state=s";
        Assert.Contains("simulated", await reader.GetStringAsync(page, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var asked = HttpUtility.ParseQueryString(new Uri(page).Query);
        using var word = new FormUrlEncodedContent(asked.AllKeys.Select(parameter => KeyValuePair.Create(parameter!, asked[parameter]!)).Concat([new("word", "allow"), new("handle", name)]));
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var answer = await http.PostAsync(new Uri(page.Split('?')[0]), word, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return HttpUtility.ParseQueryString(answer.Headers.Location!.Query)["code"]!;
    }

    internal static async Task<string> FileAsync(this SandboxGateway gateway, string mediaType, int size)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/files?name=file") { Content = new ByteArrayContent(new byte[size]) };
        request.Content.Headers.ContentType = new(mediaType);
        request.Headers.Add("x-api-key", gateway.Key);
        using var answer = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return System.Text.Json.JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).GetProperty("id").GetString()!;
    }
}

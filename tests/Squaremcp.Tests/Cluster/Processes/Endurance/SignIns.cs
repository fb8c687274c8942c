using System.Net.Http.Json;
using System.Text.Json;
using System.Web;
using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Cluster.Processes.Endurance;

/// <summary>People who connect their accounts by signing in at the platform.</summary>
internal static class SignIns
{
    internal static async Task ConnectAsync(this ClusterTenant tenant, ClusterProcess frontend, TokenDesk desk, string account, CancellationToken cancellationToken)
    {
        var link = await tenant.AskAsync(frontend, HttpMethod.Post, $"/api/v1/connections/{desk.Platform}/default/authorize", cancellationToken);
        using var person = new WebPerson(frontend.Http.BaseAddress!, "", new());
        var sent = await person.SubmitAsync(await person.GetAsync(new Uri(link.GetProperty("url").GetString()!).PathAndQuery), 0);
        var asked = HttpUtility.ParseQueryString(new Uri(sent.Headers["Location"]).Query);
        var code = desk.Code(account, asked["code_challenge"]!);
        var back = await person.GetAsync($"{new Uri(asked["redirect_uri"]!).AbsolutePath}?code={code}&state={Uri.EscapeDataString(asked["state"]!)}");
        Assert.True(back.Status == 200, $"{desk.Platform}: {back.Status} {back.Text}");
    }

    internal static async Task<JsonElement> AskAsync(this ClusterTenant tenant, ClusterProcess frontend, HttpMethod method, string path, CancellationToken cancellationToken) =>
        JsonElement.Parse(await tenant.TextAsync(frontend, method, path, cancellationToken));

    internal static async Task<string> TextAsync(this ClusterTenant tenant, ClusterProcess frontend, HttpMethod method, string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = method == HttpMethod.Post ? JsonContent.Create(new { }) : null };
        request.Headers.Add("x-api-key", tenant.Key);
        using var answer = await frontend.Http.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{path} answered {(int)answer.StatusCode}: {text}\n{frontend.Output}");
        return text;
    }
}

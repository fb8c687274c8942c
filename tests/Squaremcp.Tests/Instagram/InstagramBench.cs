using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Instagram;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Tests.Meta;
using Squaremcp.Tests.Support;
using Squaremcp.Tests.Twitter;

namespace Squaremcp.Tests.Instagram;

/// <summary>The connector with one connected account.</summary>
public abstract class InstagramBench : GraphBench
{
    internal const string Token = "planted-token", Me = "17841400000000001";

    internal InstagramConnector Instagram { get; private set; } = null!;

    internal override IConnector Connector => Instagram;

    internal IReadOnlyList<string>? Scopes { get; set; }

    internal override PlatformAccount Account => new(
        JsonElement.Parse($$"""{"account_id":"{{Me}}","name":"@harbourbakery"}"""), new OAuthTokens { Access = Token, Scopes = Scopes }.Seal())
    { Hosts = Hosts, Budget = Budget };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Given(new GivenFile(5));
    }

    internal void Given(ICustomerFiles files) => Instagram = new("v26.0", Http, new HastyTime(Clock), files);

    /// <summary>Takes everything, and makes it ready after <paramref name="looks"/> looks.</summary>
    internal void Takes(int looks = 0)
    {
        var (made, looked) = (0, 0);
        Graph.Answer = request => GraphAnswer.Ok(request.Path.Split('/')[^1] switch
        {
            "content_publishing_limit" => """{"data":[{"quota_usage":3,"config":{"quota_total":100,"quota_duration":86400}}]}""",
            "media" => $$$"""{"id":"5{{{++made}}}"{{{(request.Body.Contains("resumable", StringComparison.Ordinal) ? $",\"uri\":\"{Graph.Url}rupload.facebook.com/ig-api-upload/v26.0/51\"" : "")}}}}""",
            "media_publish" => """{"id":"900"}""",
            "900" => """{"permalink":"https://www.instagram.com/p/C1/","id":"900"}""",
            _ when request.Verb == "POST" => """{"success":true}""",
            _ => looked++ < looks ? """{"status_code":"IN_PROGRESS","status":"In Progress"}""" : """{"status_code":"FINISHED"}""",
        });
    }

    internal IEnumerable<string> Asked => Graph.Requests.Select(request => $"{request.Verb} {request.Path[(request.Path.IndexOf("v26.0", StringComparison.Ordinal) + 6)..].Replace(Me, "me", StringComparison.Ordinal)}");
}

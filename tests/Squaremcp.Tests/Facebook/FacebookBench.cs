using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Facebook;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Tests.Meta;
using Squaremcp.Tests.Support;
using Squaremcp.Tests.Twitter;

namespace Squaremcp.Tests.Facebook;

/// <summary>The connector with one connected page, or two.</summary>
public abstract class FacebookBench : GraphBench
{
    internal const string User = "planted-user-token", UserProof = "userproof", Page = "101", PageToken = "planted-page-token", Other = "202", App = "999";

    internal FacebookConnector Facebook { get; private set; } = null!;

    internal ICustomerFiles Files { get; set; } = new GivenFile(5);

    internal override IConnector Connector => Facebook;

    internal bool HasTwoPages { get; set; }

    internal IReadOnlyList<string>? Scopes { get; set; }

    internal OAuthTokens Tokens => new()
    {
        Access = User,
        Scopes = Scopes,
        More = new Dictionary<string, string>
        {
            [FacebookPage.Key] = FacebookPage.Write([new(Page, "Harbour Bakery", PageToken, "pageproof", ["CREATE_CONTENT"]), .. HasTwoPages ? [new FacebookPage(Other, "Harbour News", "planted-other-token", "otherproof")] : Array.Empty<FacebookPage>()]),
            [FacebookPage.AppKey] = App,
            [FacebookPage.ProofKey] = UserProof,
        },
    };

    internal override PlatformAccount Account => new(JsonElement.Parse("""{"account_id":"7","name":"Harbour Bakery"}"""), Tokens.Seal()) { Hosts = Hosts, Budget = Budget };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Facebook = new("v26.0", Http, new HastyTime(Clock), Files);
    }

    internal void Given(ICustomerFiles files) => Facebook = new("v26.0", Http, new HastyTime(Clock), Files = files);
}

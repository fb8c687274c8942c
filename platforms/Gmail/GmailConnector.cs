using System.Net;
using System.Text;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.Gmail;

/// <summary>Gmail: one mailbox by Google's own API, let in by the person (https://developers.google.com/workspace/gmail/api). With an app password the same mailbox is one of platform email.</summary>
/// <param name="files">Customers' files; null where this installation keeps none.</param>
internal sealed class GmailConnector(OutboundHttp http, TimeProvider clock, ICustomerFiles? files = null)
    : OAuthConnector<GmailMailbox>(Connected, GmailTools.All, GmailFacts.OAuth, new StandardOAuth(GmailFacts.Title, GmailFacts.OAuth, http, clock))
{
    private static readonly OAuthPlatform Connected = new(
        "gmail", GmailFacts.Title, "A Gmail mailbox, connected by signing in at Google and letting the gateway in. Without Google's page it can be connected as platform email, with an app password.",
        "A Gmail mailbox is", "Google")
    {
        MailSearch = "gmail_search_messages",
    };

    /// <summary>By the token alone, without the app; 400 means that it is dead already.</summary>
    public override async Task RevokeAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken)
    {
        var google = new PlatformClient(GmailFacts.Title, http.Client(new(AllowPrivate: !app.Hosts.IsOfficial)), app.Hosts.At(GmailFacts.Tokens), _ => { }, clock);
        var form = new PlatformBody(Encoding.ASCII.GetBytes($"token={Uri.EscapeDataString(tokens.Refresh ?? tokens.Access)}"), "application/x-www-form-urlencoded");
        PlatformAnswer answer;
        try
        {
            answer = await google.RepeatAsync(HttpMethod.Post, GmailFacts.OAuth.Revoke!.Path, form.ToContent, cancellationToken);
        }
        catch (ToolException)
        {
            throw new OAuthException(OAuthTrouble.Unavailable, "Google cannot be reached.");
        }

        if (!answer.IsSuccess && answer.Status != HttpStatusCode.BadRequest)
        {
            throw new OAuthException(OAuthTrouble.Unavailable, $"Google did not revoke the tokens (status {(int)answer.Status}).", answer.RetryAfter);
        }
    }

    public override Task<OAuthIdentity> IdentifyAsync(PlatformHosts hosts, OAuthTokens tokens, CancellationToken cancellationToken) => GmailMailbox.WhoAsync(Api(hosts, tokens, null), cancellationToken);

    protected override Task<string> NameAsync(GmailMailbox account, CancellationToken cancellationToken) => account.OwnAsync(cancellationToken);

    protected override GmailMailbox Open(PlatformAccount account)
    {
        var tokens = OAuthTokens.Of(account.Credentials!);
        return new(Api(account.Hosts, tokens, account.Budget), OAuthAccount.Of(account.Settings), tokens.Scopes, files);
    }

    /// <summary>A host that is not Google's own was set by the operator and may be on a private network.</summary>
    private GmailApi Api(PlatformHosts hosts, OAuthTokens tokens, RateBudget? kept)
    {
        var budget = kept ?? new(clock);
        var client = new PlatformClient(GmailFacts.Title, http.Client(new(AllowPrivate: !hosts.IsOfficial)), hosts.At(GmailFacts.Host), headers => headers.Authorization = new("Bearer", tokens.Access), clock)
        {
            Limits = new(budget, [], (_, _) => GmailApi.Bucket),
        };
        return new(client, budget, clock);
    }
}

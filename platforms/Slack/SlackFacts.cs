using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.Slack;

/// <summary>What Slack is (https://docs.slack.dev), as data.</summary>
internal static class SlackFacts
{
    /// <summary>Other installations of Slack's, such as slack-gov.com, are named by the operator.</summary>
    internal const string Host = "slack.com";

    internal const string Title = "Slack";

    /// <summary>
    /// Without PKCE: an app that switches it on is a public client for ever, and its refresh tokens end after 30 days.
    /// Tokens end after twelve hours where the app has token rotation, and never where it has not.
    /// </summary>
    internal static PlatformOAuth OAuth { get; } = new()
    {
        Authorize = new(Host, "oauth/v2/authorize"),
        Token = new(Host, "api/oauth.v2.access"),
        Scopes =
        [
            new("channels:read", "See the public channels of the workspace"),
            new("groups:read", "See the private channels the app was invited to", Needed: false),
            new("im:read", "See who has direct messages with the app", Needed: false),
            new("mpim:read", "See the group messages the app is in", Needed: false),
            new("channels:history", "Read public channels the app is in", Needed: false),
            new("groups:history", "Read private channels the app is in", Needed: false),
            new("im:history", "Read direct messages with the app", Needed: false),
            new("mpim:history", "Read group messages the app is in", Needed: false),
            new("chat:write", "Send messages as the app", Needed: false),
            new("chat:write.public", "Send messages to public channels it is not in", Needed: false),
            new("users:read", "See the people of the workspace", Needed: false),
            new("users:read.email", "See their e-mail addresses", Needed: false),
        ],
        ScopeSeparator = ",",
        Authentication = ClientAuthentication.Basic,
        Refresh = RefreshStyle.Rotates,
        DeadTokenErrors = ["invalid_code", "code_already_used", "invalid_refresh_token", "token_revoked", "token_expired"],
        WrongAppErrors = ["bad_client_secret", "invalid_client_id", "bad_redirect_uri", "invalid_grant_type", "no_scopes", "oauth_authorization_url_mismatch", "pkce_not_allowed", "cannot_install_an_org_installed_app"],
        Registration = "At https://api.slack.com/apps make an app for your workspace (\"From scratch\"), add the callback address under \"OAuth & Permissions\" and the bot scopes that docs/platforms/slack.md lists; turn token rotation on if you like, and leave PKCE off.",
    };
}

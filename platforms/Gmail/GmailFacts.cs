using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.Gmail;

/// <summary>What Gmail is (https://developers.google.com/workspace/gmail/api), as data.</summary>
internal static class GmailFacts
{
    internal const string Title = "Gmail", Host = "gmail.googleapis.com", Web = "accounts.google.com", Tokens = "oauth2.googleapis.com";

    internal const string Read = "https://www.googleapis.com/auth/gmail.readonly", Compose = "https://www.googleapis.com/auth/gmail.compose";

    /// <summary>Bytes of a whole message, its files encoded (maxSize of messages.send).</summary>
    internal const long LargestMessage = 36_700_160;

    /// <summary>Without these two an account can be connected for an hour only: Google gives a refresh token for offline access, and again only where the person is asked again.</summary>
    private static readonly Dictionary<string, string> Offline = new() { ["access_type"] = "offline", ["prompt"] = "consent" };

    /// <summary>The refresh token stays; its end is nowhere told.</summary>
    internal static PlatformOAuth OAuth { get; } = new()
    {
        Authorize = new(Web, "o/oauth2/v2/auth"),
        Token = new(Tokens, "token"),
        Revoke = new(Tokens, "revoke"),
        Scopes = [new(Read, "Read your mail"), new(Compose, "Write drafts and send mail in your name", Needed: false)],
        Pkce = true,
        AuthorizeParameters = Offline,
        Refresh = RefreshStyle.Keeps,
        AccessLife = TimeSpan.FromHours(1),
        WrongAppErrors = ["redirect_uri_mismatch", "org_internal", "deleted_client"],
        Registration = "At https://console.cloud.google.com make a project, enable the Gmail API in it, set up the consent screen (published, or refresh tokens end after 7 days) with the scopes gmail.readonly and gmail.compose, and make an OAuth client of type \"Web application\".",
    };

    /// <summary>Labels that every mailbox has; their names are their ids.</summary>
    internal static IReadOnlySet<string> SystemLabels { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "INBOX", "UNREAD", "STARRED", "IMPORTANT", "SENT", "DRAFT", "SPAM", "TRASH", "CHAT", "CATEGORY_PERSONAL", "CATEGORY_SOCIAL", "CATEGORY_PROMOTIONS", "CATEGORY_UPDATES", "CATEGORY_FORUMS",
    };
}

using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.Outlook;

/// <summary>What Outlook is behind Microsoft Graph (https://learn.microsoft.com/graph/api/resources/mail-api-overview), as data.</summary>
internal static class OutlookFacts
{
    internal const string Host = "graph.microsoft.com", Login = "login.microsoftonline.com", Title = "Outlook";

    /// <summary>What granted scopes may begin with; requests leave it out.</summary>
    internal const string ScopePrefix = "https://graph.microsoft.com/";

    internal const string Stay = "offline_access", Write = "Mail.ReadWrite", Send = "Mail.Send";

    /// <summary>Bytes of a file that may stand in a request, which has at most 4 MB with it in base64; what is larger takes an upload session.</summary>
    internal const long MostInRequest = 3_000_000;

    /// <summary>Bytes of one part of an upload session: below 4 MB, and a multiple of 320 KiB.</summary>
    internal const long Part = 12 * 320 * 1024;

    /// <summary>Where upload sessions are, which are Exchange's own and not Graph's.</summary>
    internal static readonly string[] UploadDomains = ["office.com", "office365.com", "outlook.com", "live.com", "microsoft.com"];

    /// <summary>Folders by what they are for, as the e-mail tools call them, in Graph's words; these work in every language.</summary>
    internal static readonly IReadOnlyDictionary<string, string> Folders = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["inbox"] = "inbox",
        ["drafts"] = "drafts",
        ["sent"] = "sentitems",
        ["trash"] = "deleteditems",
        ["junk"] = "junkemail",
        ["archive"] = "archive",
        ["outbox"] = "outbox",
    };

    /// <summary>Each refresh gives a new refresh token; the one before it goes on working for a while.</summary>
    /// <param name="tenant">Whose accounts are let in: common, organizations, consumers, or one organisation by id or domain.</param>
    internal static PlatformOAuth OAuth(string tenant) => new()
    {
        Authorize = new(Login, $"{tenant}/oauth2/v2.0/authorize"),
        Token = new(Login, $"{tenant}/oauth2/v2.0/token"),
        Scopes =
        [
            new(Stay, "Stay connected without asking you every hour"),
            new("User.Read", "See whose account this is"),
            new("Mail.Read", "Read your mail"),
            new(Write, "Put drafts into your mailbox", Needed: false),
            new(Send, "Send mail in your name", Needed: false),
        ],
        Pkce = true,
        AuthorizeParameters = new Dictionary<string, string> { ["response_mode"] = "query", ["prompt"] = "select_account" },
        Refresh = RefreshStyle.Rotates,
        HasGrace = true,
        RefreshLife = TimeSpan.FromDays(90),
        DeadTokenErrors = ["interaction_required", "consent_required", "login_required"],
        WrongAppErrors = ["invalid_resource"],
        Registration = "At https://entra.microsoft.com make an app registration for accounts in any directory and personal Microsoft accounts, add the callback address as a Web redirect URI, the delegated Microsoft Graph permissions that docs/platforms/outlook.md lists, and a client secret.",
    };
}

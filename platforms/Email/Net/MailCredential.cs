namespace Squaremcp.Platforms.Email;

/// <summary>How a client proves who it is. Login is IMAP's command of that name, or the mechanism where that command is disabled and in SMTP.</summary>
internal enum MailMechanism
{
    Plain,
    Login,
    OAuthBearer,
    XOAuth2,
}

/// <summary>Who logs in, with a password or with an access token.</summary>
/// <param name="IsToken">The secret is an OAuth 2 access token.</param>
internal sealed record MailCredential(string User, Secret Secret, bool IsToken)
{
    /// <summary>The one way to log in; null takes the best that is offered.</summary>
    public MailMechanism? Only { get; init; }

    public static MailCredential Password(string user, Secret password) => new(user, password, IsToken: false);

    public static MailCredential Token(string user, Secret token) => new(user, token, IsToken: true);

    /// <summary>The ways this credential can be used, best first.</summary>
    public MailMechanism[] Mechanisms => Only is { } only ? [only]
        : IsToken ? [MailMechanism.OAuthBearer, MailMechanism.XOAuth2]
        : [MailMechanism.Plain, MailMechanism.Login];
}

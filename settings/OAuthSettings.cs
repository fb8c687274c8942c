namespace Squaremcp.Settings;

/// <summary>The authorization server that AI clients sign in with.</summary>
internal sealed class OAuthSettings
{
    /// <summary>How long an access token is good.</summary>
    public int AccessTokenSeconds { get; set; } = 3_600;

    /// <summary>How long a refresh token may rest unused.</summary>
    public int RefreshIdleDays { get; set; } = 30;

    /// <summary>How long a client stays let in, however much it refreshes.</summary>
    public int GrantDays { get; set; } = 90;

    /// <summary>For how long a refresh token that was just used answers the same again, for clients that lost the answer or refresh in several processes.</summary>
    public int RefreshGraceSeconds { get; set; } = 60;

    /// <summary>
    /// Scales what one network address may do in a minute without a credential (40 sign-ins, 60 registrations, 600 refused requests): higher where a proxy makes all callers look like one, in percent.
    /// </summary>
    public int CeilingPercent { get; set; } = 100;

    /// <summary>Clients the operator knows beforehand.</summary>
    public IList<ConfiguredClient> Clients { get; } = [];

    /// <summary>Lets the documents that describe clients be on the operator's own network, as on this machine.</summary>
    public bool AllowPrivateClientHosts { get; set; }

    /// <summary>The only certificate that is taken for those documents, SHA-256 in 64 hexadecimal digits; for a network with an authority of its own.</summary>
    public string? ClientHostCertificateSha256 { get; set; }
}

internal sealed class ConfiguredClient
{
    public string ClientId { get; set; } = "";

    /// <summary>Makes the client a confidential one.</summary>
    public string? ClientSecret { get; set; }

    public string? Name { get; set; }

    public IList<string> RedirectUris { get; } = [];

    /// <summary>Lets a resource server ask what a token stands for (RFC 7662).</summary>
    public bool MayIntrospect { get; set; }
}

/// <summary>The people who use this gateway.</summary>
internal sealed class AccountSettings
{
    /// <summary>Whether anybody may make an account of their own.</summary>
    public bool SignUp { get; set; } = true;

    /// <summary>Whether passwords, and links by mail in their place, let people in; without them only the providers of <c>SignIn</c> do.</summary>
    public bool Passwords { get; set; } = true;

    /// <summary>Whether people must confirm their address before they let an app in; unset means where a mail server is configured.</summary>
    public bool? RequireVerifiedEmail { get; set; }
}

namespace Squaremcp.Frontend.Accounts.Providers;

/// <summary>An identity provider as the operator registered with it.</summary>
/// <param name="Name">Part of the address that people are sent back to.</param>
/// <param name="Domains">The only ones people may come from, in lower case; empty lets in all.</param>
internal sealed record Provider(string Name, string Title, string Issuer, string ClientId, string? ClientSecret, IReadOnlyList<string> Domains)
{
    internal const string Google = "google";
    internal const string GoogleIssuer = "https://accounts.google.com";

    private bool IsGoogle => Name == Google;

    /// <summary>Whether a token's <c>iss</c> is this provider's. Google's may lack the scheme (Google, "Validating an ID token").</summary>
    internal bool IsIssuer(string? issuer) => issuer == Issuer || (Issuer == GoogleIssuer && issuer == "accounts.google.com");

    /// <summary>Whether the operator lets in whom the token is about. With Google only <c>hd</c> says who belongs to an organisation: a private account can have an address there too.</summary>
    internal bool Admits(Identity who) => Domains.Count == 0 || ((IsGoogle ? who.HostedDomain : who.Domain) is { } domain && Domains.Contains(domain));

    /// <summary>
    /// Whether the provider itself decides who has the address, so that its word proves it: Google for gmail.com and its organisations' own domains ("Verify the Google ID token"), others for the domains
    /// that the operator gave them. For any other address a provider only remembers that it was proved there once.
    /// </summary>
    internal bool ProvesAddress(Identity who) => IsGoogle ? who.Domain == "gmail.com" || who.Domain == who.HostedDomain : Domains.Contains(who.Domain);

    public override string ToString() => Name;
}

/// <summary>Whom a verified ID token is about.</summary>
/// <param name="Subject">Never given to anybody else, unlike an address.</param>
/// <param name="Email">Normalised; the provider says that it is proved.</param>
/// <param name="HostedDomain">The organisation at Google, in lower case; null for a private account.</param>
internal sealed record Identity(string Subject, string Email, string? HostedDomain, string Name)
{
    internal string Domain => Email[(Email.IndexOf('@') + 1)..];
}

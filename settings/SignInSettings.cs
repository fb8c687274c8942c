namespace Squaremcp.Settings;

/// <summary>Identity providers that people may sign in with (OpenID Connect).</summary>
internal sealed class SignInSettings
{
    /// <summary>By a name of small letters, digits and dashes, which is part of the address that the provider sends people back to: <c>{PublicOrigin}/login/with/{name}/callback</c>.</summary>
    public IDictionary<string, ProviderSettings> Providers { get; } = new Dictionary<string, ProviderSettings>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Lets providers be on the operator's own network, as on this machine, and without TLS there.</summary>
    public bool AllowPrivateHosts { get; set; }
}

/// <summary>The operator's registration at an identity provider. One named <c>google</c> needs no issuer and no title.</summary>
internal sealed class ProviderSettings
{
    /// <summary>As the provider writes it into its tokens; its discovery document is under it.</summary>
    public string? Issuer { get; set; }

    public string ClientId { get; set; } = "";

    /// <summary>Unset for a public client.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>What the button says after "Sign in with".</summary>
    public string? Title { get; set; }

    /// <summary>
    /// The only domains people come from, even where anybody else may sign up; empty lets in all. With Google the domain of the organisation (<c>hd</c>), with others that of the verified address.
    /// The provider's word proves addresses of these domains.
    /// </summary>
    public IList<string> AllowedDomains { get; } = [];
}

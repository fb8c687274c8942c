using Squaremcp.Settings;

namespace Squaremcp.Frontend.Accounts.Providers;

/// <summary>The ways to sign in that the operator offers.</summary>
internal sealed class ProviderList(GatewaySettings settings)
{
    internal IReadOnlyList<Provider> All { get; } = [.. settings.SignIn.Providers.Select(pair => Of(pair.Key.ToLowerInvariant(), pair.Value)).OrderBy(one => one.Title, StringComparer.Ordinal)];

    /// <summary>Passwords, and links by mail in their place; without them only a provider lets people in.</summary>
    internal bool HasPasswords => settings.Accounts.Passwords;

    internal Provider? Find(string? name) => All.FirstOrDefault(one => one.Name == name);

    /// <summary>What a person is told an issuer is called; its host where the operator offers it no more.</summary>
    internal string Title(string issuer) => All.FirstOrDefault(one => one.Issuer == issuer)?.Title ?? Uri(issuer);

    /// <summary>The same for programs.</summary>
    internal string NameOf(string issuer) => All.FirstOrDefault(one => one.Issuer == issuer)?.Name ?? Uri(issuer);

    private static string Uri(string issuer) => System.Uri.TryCreate(issuer, UriKind.Absolute, out var uri) ? uri.Host : issuer;

    private static Provider Of(string name, ProviderSettings given) => new(
        name, given.Title ?? (name == Provider.Google ? "Google" : name), given.Issuer ?? Provider.GoogleIssuer, given.ClientId, given.ClientSecret is "" ? null : given.ClientSecret,
        [.. given.AllowedDomains.Select(domain => domain.Trim().ToLowerInvariant())]);
}

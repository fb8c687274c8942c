using Squaremcp.Frontend.Accounts.Providers;
using Squaremcp.Settings;

namespace Squaremcp.Frontend.Settings;

/// <summary>What is wrong with the identity providers, and with passwords switched off.</summary>
internal static class SignInMistakes
{
    private const int LongestName = 32;

    internal static IEnumerable<string> Of(GatewaySettings settings)
    {
        if (!settings.Accounts.Passwords && settings.SignIn.Providers.Count == 0)
        {
            yield return "SQUAREMCP__Accounts__Passwords is false, and SQUAREMCP__SignIn__Providers names nobody to sign in with. Set up a provider, for example SQUAREMCP__SignIn__Providers__google__ClientId.";
        }

        foreach (var (name, provider) in settings.SignIn.Providers)
        {
            foreach (var mistake in Of($"SQUAREMCP__SignIn__Providers__{name}", name.ToLowerInvariant(), provider, settings.SignIn.AllowPrivateHosts))
            {
                yield return mistake;
            }
        }
    }

    private static IEnumerable<string> Of(string path, string name, ProviderSettings provider, bool allowPrivate)
    {
        if (name.Length is 0 or > LongestName || !name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-'))
        {
            yield return $"{path}: a provider's name has 1 to {LongestName} letters, digits and dashes, for example google.";
        }

        if (provider.ClientId.Length == 0)
        {
            yield return $"{path}__ClientId is not set. Register this gateway at the provider, and set what it is called there.";
        }

        if (provider.Issuer is null && name != Provider.Google)
        {
            yield return $"{path}__Issuer is not set. Name the provider's issuer, for example https://login.example.org.";
        }

        if (provider.Issuer is { } issuer && (!ProviderDocument.IsAddress(issuer, allowPrivate) || issuer.Contains('?', StringComparison.Ordinal)))
        {
            yield return $"{path}__Issuer is \"{issuer}\". It must be https and a public host, perhaps with a path, exactly as the provider writes it, for example https://login.example.org; SQUAREMCP__SignIn__AllowPrivateHosts lets it be on your own network.";
        }

        foreach (var domain in provider.AllowedDomains.Where(domain => Accounts.EmailAddress.Normal("a@" + domain) is null))
        {
            yield return $"{path}__AllowedDomains holds \"{domain}\". Each must be a domain, for example example.org.";
        }
    }
}

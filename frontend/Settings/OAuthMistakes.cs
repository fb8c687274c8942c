using Squaremcp.Frontend.OAuth.Clients;
using Squaremcp.Settings;

namespace Squaremcp.Frontend.Settings;

/// <summary>What is wrong with the authorization server and the clients it knows beforehand.</summary>
internal static class OAuthMistakes
{
    internal static IEnumerable<string> Of(OAuthSettings oauth)
    {
        (string Name, int Value, int Least, int Most)[] numbers =
        [
            (nameof(oauth.AccessTokenSeconds), oauth.AccessTokenSeconds, 1, 86_400),
            (nameof(oauth.RefreshIdleDays), oauth.RefreshIdleDays, 1, 365),
            (nameof(oauth.GrantDays), oauth.GrantDays, 1, 365),
            (nameof(oauth.RefreshGraceSeconds), oauth.RefreshGraceSeconds, 0, 3_600),
            (nameof(oauth.CeilingPercent), oauth.CeilingPercent, 1, 1_000_000),
        ];
        foreach (var (name, value, least, most) in numbers.Where(one => one.Value < one.Least || one.Value > one.Most))
        {
            yield return $"SQUAREMCP__OAuth__{name} is {value}. It must be from {least} to {most}.";
        }

        if (oauth.ClientHostCertificateSha256 is { } pin && (pin.Length != 64 || !pin.All(char.IsAsciiHexDigit)))
        {
            yield return "SQUAREMCP__OAuth__ClientHostCertificateSha256 must be 64 hexadecimal digits: the SHA-256 of the certificate.";
        }

        foreach (var (client, i) in oauth.Clients.Select((client, i) => (client, i)))
        {
            if (client.ClientId.Length is 0 or > 100 || !client.ClientId.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.') || client.ClientId.StartsWith("cli_", StringComparison.Ordinal))
            {
                yield return $"SQUAREMCP__OAuth__Clients__{i}__ClientId is \"{client.ClientId}\". It must be 1 to 100 letters, digits, - _ or ., and not begin with cli_.";
            }

            if (client.ClientSecret is { Length: < 16 })
            {
                yield return $"SQUAREMCP__OAuth__Clients__{i}__ClientSecret is shorter than 16 characters. Use a long random one, or leave it out for a public client.";
            }

            if (client.RedirectUris.Count == 0 && !client.MayIntrospect)
            {
                yield return $"SQUAREMCP__OAuth__Clients__{i}__RedirectUris__0 is not set. Name where the client is sent back to, for example https://app.example.org/callback.";
            }

            foreach (var (uri, why) in client.RedirectUris.Select(uri => (uri, RedirectUris.Broken(uri))).Where(pair => pair.Item2 is not null))
            {
                yield return $"SQUAREMCP__OAuth__Clients__{i}__RedirectUris holds \"{uri}\", which {why}.";
            }
        }
    }
}

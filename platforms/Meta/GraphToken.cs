using System.Security.Cryptography;
using System.Text;

namespace Squaremcp.Platforms.Meta;

/// <summary>An access token and its proof.</summary>
/// <param name="Proof">HMAC-SHA256 of the token under the app's secret, hexadecimal (https://developers.facebook.com/docs/graph-api/guides/secure-requests); null where there is no app.</param>
internal sealed record GraphToken(string Access, string? Proof)
{
    internal static GraphToken Of(string access, Secret appSecret) => new(access, Convert.ToHexStringLower(HMACSHA256.HashData(appSecret.Reveal(), Encoding.UTF8.GetBytes(access))));

    public override string ToString() => "***";
}

using System.Globalization;

namespace Squaremcp.Sandbox.X;

/// <summary>What a token says of itself.</summary>
/// <param name="Kind">a for access, r for refresh.</param>
/// <param name="Family">All tokens that came of one sign-in.</param>
/// <param name="Serial">Of a refresh token: how many came before it.</param>
/// <param name="Ends">Seconds since 1970.</param>
internal sealed record XToken(char Kind, string Tenant, string Family, int Serial, long Ends, string Scopes)
{
    internal bool Has(string scope) => Scopes.Split(' ').Contains(scope);
}

/// <summary>Tokens carry what they say and are signed, so that they outlive this process.</summary>
internal sealed class XTokens(Tenants tenants)
{
    internal static readonly string[] Scopes =
    [
        "tweet.read", "tweet.write", "tweet.moderate.write", "users.read", "users.email", "follows.read", "follows.write", "offline.access", "space.read", "mute.read", "mute.write", "like.read", "like.write", "list.read", "list.write",
        "block.read", "block.write", "bookmark.read", "bookmark.write", "media.write", "dm.read", "dm.write",
    ];

    internal string Write(XToken token)
    {
        var said = string.Join('~', token.Kind, token.Tenant, token.Family, token.Serial, token.Ends, string.Join('-', token.Scopes.Split(' ').Select(scope => Array.IndexOf(Scopes, scope))));
        return $"sbx~{said}~{tenants.Sign("x token", said, 32)}";
    }

    internal XToken? Read(string? text)
    {
        if (text?.Split('~') is not ["sbx", [var kind], var tenant, var family, var serial, var ends, var scopes, var signature] || !tenants.IsSigned("x token", string.Join('~', kind, tenant, family, serial, ends, scopes), signature))
        {
            return null;
        }

        return new(kind, tenant, family, Int(serial), long.Parse(ends, CultureInfo.InvariantCulture), string.Join(' ', scopes.Split('-').Select(scope => Scopes[Int(scope)])));
    }

    private static int Int(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
}

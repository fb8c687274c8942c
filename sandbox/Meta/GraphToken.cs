using System.Globalization;

namespace Squaremcp.Sandbox.Meta;

/// <summary>What a token says of itself.</summary>
/// <param name="Kind">s for a short-lived token of a person, l for a long-lived one, p for a page's.</param>
/// <param name="Family">All tokens that came of one sign-in.</param>
/// <param name="Ends">Seconds since 1970; 0 for never.</param>
/// <param name="Scopes">With commas.</param>
internal sealed record GraphToken(char Kind, string Tenant, string Family, long Ends, string Scopes)
{
    internal bool Has(string scope) => Scopes.Split(',').Contains(scope);

    internal bool IsOver(DateTimeOffset now) => Ends > 0 && Ends <= now.ToUnixTimeSeconds();
}

/// <summary>Tokens carry what they say and are signed, so that they outlive this process.</summary>
/// <param name="prefix">Tells a platform's tokens from another's, for example <c>EAA</c>.</param>
internal sealed class GraphTokens(Tenants tenants, string prefix)
{
    internal string Write(GraphToken token)
    {
        var said = string.Join('~', token.Kind, token.Tenant, token.Family, token.Ends, token.Scopes.Replace(',', '+'));
        return $"{prefix}~{said}~{tenants.Sign($"{prefix} token", said, 32)}";
    }

    internal GraphToken? Read(string? text) => text?.Split('~') is [var begins, [var kind], var tenant, var family, var ends, var scopes, var signature]
        && begins == prefix && tenants.IsSigned($"{prefix} token", string.Join('~', kind, tenant, family, ends, scopes), signature)
            ? new(kind, tenant, family, long.Parse(ends, CultureInfo.InvariantCulture), scopes.Replace('+', ','))
            : null;
}

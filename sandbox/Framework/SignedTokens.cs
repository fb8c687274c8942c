using System.Globalization;

namespace Squaremcp.Sandbox;

/// <summary>What a token says of itself.</summary>
/// <param name="Kind">a for access, r for refresh.</param>
/// <param name="Family">All tokens that came of one sign-in.</param>
/// <param name="Serial">Of a refresh token: how many came before it.</param>
/// <param name="Ends">Seconds since 1970.</param>
internal sealed record SignedToken(char Kind, string Tenant, string Family, int Serial, long Ends, IReadOnlyList<string> Scopes);

/// <summary>Tokens carry what they say and are signed, so that they outlive this process.</summary>
internal sealed class SignedTokens(Tenants tenants, string platform, IReadOnlyList<string> scopes)
{
    internal string Write(SignedToken token)
    {
        var said = string.Join('~', token.Kind, token.Tenant, token.Family, token.Serial, token.Ends, string.Join('-', token.Scopes.Select(scope => scopes.ToList().IndexOf(scope))));
        return $"sbx~{said}~{tenants.Sign($"{platform} token", said, 32)}";
    }

    internal SignedToken? Read(string? text) =>
        text?.Split('~') is ["sbx", [var kind], var tenant, var family, var serial, var ends, var held, var signature] && tenants.IsSigned($"{platform} token", string.Join('~', kind, tenant, family, serial, ends, held), signature)
            ? new(kind, tenant, family, Int(serial), long.Parse(ends, CultureInfo.InvariantCulture), [.. held.Split('-').Select(scope => scopes[Int(scope)])])
            : null;

    private static int Int(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
}

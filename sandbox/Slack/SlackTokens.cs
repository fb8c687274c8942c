using System.Globalization;

namespace Squaremcp.Sandbox.Slack;

/// <summary>What a token says of itself.</summary>
/// <param name="Kind">a for access, r for refresh.</param>
/// <param name="Family">All tokens that came of one installation.</param>
/// <param name="Serial">How many came before it.</param>
/// <param name="Ends">Seconds since 1970.</param>
internal sealed record SlackToken(char Kind, string Tenant, string Family, int Serial, long Ends, IReadOnlyList<string> Scopes);

/// <summary>Tokens of an app with rotation. They carry what they say and are signed, so that they outlive this process.</summary>
internal sealed class SlackTokens(Tenants tenants)
{
    /// <summary>Scopes of a bot, as far as there are methods here.</summary>
    internal static readonly string[] Scopes =
    [
        "channels:read", "groups:read", "im:read", "mpim:read", "channels:history", "groups:history", "im:history", "mpim:history", "chat:write", "chat:write.public", "users:read", "users:read.email",
    ];

    internal string Write(SlackToken token)
    {
        var said = string.Join('.', token.Tenant, token.Family, token.Serial, token.Ends, string.Join('-', token.Scopes.Select(scope => Array.IndexOf(Scopes, scope))));
        return $"{(token.Kind == 'a' ? "xoxe.xoxb-1-" : "xoxe-1-")}{said}.{tenants.Sign($"slack token {token.Kind}", said, 32)}";
    }

    internal SlackToken? Read(string? text)
    {
        var kind = text?.StartsWith("xoxe.xoxb-1-", StringComparison.Ordinal) == true ? 'a' : 'r';
        if (text?.StartsWith(kind == 'a' ? "xoxe.xoxb-1-" : "xoxe-1-", StringComparison.Ordinal) != true
            || text[(kind == 'a' ? 12 : 7)..].Split('.') is not [var tenant, var family, var serial, var ends, var scopes, var signature]
            || !tenants.IsSigned($"slack token {kind}", string.Join('.', tenant, family, serial, ends, scopes), signature))
        {
            return null;
        }

        return new(kind, tenant, family, Int(serial), long.Parse(ends, CultureInfo.InvariantCulture), [.. scopes.Split('-').Select(scope => Scopes[Int(scope)])]);
    }

    private static int Int(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
}

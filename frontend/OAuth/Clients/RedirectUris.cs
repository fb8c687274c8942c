namespace Squaremcp.Frontend.OAuth.Clients;

/// <summary>Which redirect URIs may be registered, and which a request may use (RFC 6749 §3.1.2, RFC 8252 §7.3, OAuth 2.1 §2.3). Compared as texts: what <see cref="Uri"/> tidies up is another address.</summary>
internal static class RedirectUris
{
    internal const int Longest = 2_000;

    private static readonly string[] OurParameters = ["code", "state", "iss", "error", "error_description", "session_state"];

    /// <summary>Cursor's desktop app, the one private scheme that is known to need it.</summary>
    private static readonly string[] PrivateSchemes = ["cursor://anysphere.cursor-mcp/oauth/callback"];

    /// <summary>What keeps the URI from being registered; null where nothing does.</summary>
    internal static string? Broken(string uri)
    {
        if (PrivateSchemes.Contains(uri))
        {
            return null;
        }

        if (uri.Length is 0 or > Longest || uri.Any(letter => letter is <= ' ' or >= '\u007f' or '\\' or '*' or '"' or '<' or '>') || !Uri.TryCreate(uri, UriKind.Absolute, out var parsed) || uri.StartsWith('/'))
        {
            return "must be an absolute https address, or http on this computer (127.0.0.1, [::1] or localhost), without spaces or wildcards";
        }

        if (uri.Contains('#') || parsed.UserInfo.Length > 0 || Authority(uri).Contains('@'))
        {
            return "must have no fragment and no user name";
        }

        if (!(parsed.Scheme == "https" && uri.StartsWith("https://", StringComparison.Ordinal)) && Loopback(uri) is null)
        {
            return "must be https, or http on this computer (127.0.0.1, [::1] or localhost)";
        }

        var query = Parameters.Of(parsed.Query);
        return OurParameters.FirstOrDefault(name => query[name] is not null || parsed.Query.Contains(name + "=", StringComparison.Ordinal)) is { } ours
            ? $"must not have the parameter {ours}, which the answer adds"
            : null;
    }

    /// <summary>Exactly one of those registered; on this computer any port will do, since an app there takes what is free.</summary>
    internal static bool Matches(IEnumerable<string> registered, string asked) =>
        registered.Any(one => string.Equals(one, asked, StringComparison.Ordinal) || (Loopback(one) is { } known && Loopback(asked) is { } same && known == same));

    /// <summary>True where whoever listens on this computer gets the code.</summary>
    internal static bool IsLoopback(string uri) => Loopback(uri) is not null;

    /// <summary>The host to show, as letters and as it is sent.</summary>
    internal static string Host(string uri)
    {
        if (!Uri.TryCreate(uri, UriKind.Absolute, out var parsed))
        {
            return "";
        }

        return parsed.Host == parsed.IdnHost || parsed.HostNameType is UriHostNameType.IPv6 ? parsed.Host : $"{parsed.Host} ({parsed.IdnHost})";
    }

    /// <summary>Host, path and query of an http address on this computer, as written, without the port; null for any other address.</summary>
    private static (string Host, string Tail)? Loopback(string uri)
    {
        if (!uri.StartsWith("http://", StringComparison.Ordinal) || uri.Contains('#') || uri.Contains('\\'))
        {
            return null;
        }

        var authority = Authority(uri);
        var rest = uri[("http://".Length + authority.Length)..];
        var host = authority.StartsWith("[::1]", StringComparison.Ordinal) ? "[::1]" : authority.Split(':')[0];
        var port = authority[host.Length..];
        return host is "127.0.0.1" or "[::1]" or "localhost" && (port.Length == 0 || (port[0] == ':' && port.Length is > 1 and < 7 && port.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0))
            ? (host, rest)
            : null;
    }

    private static string Authority(string uri)
    {
        var from = uri.IndexOf("://", StringComparison.Ordinal) + 3;
        var end = uri.AsSpan(from).IndexOfAny("/?#");
        return end < 0 ? uri[from..] : uri.Substring(from, end);
    }
}

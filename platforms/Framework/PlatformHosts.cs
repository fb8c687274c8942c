namespace Squaremcp.Platforms;

/// <summary>
/// Where a platform's hosts are: on the internet under their own names, or below one address of a simulator, each host as the first segment of the path
/// (<c>http://127.0.0.1:3456/sandbox/api.x.com/2/users/me</c>).
/// </summary>
/// <param name="Base">The simulator's address, ending in a slash; null where the hosts are the platform's own.</param>
public sealed record PlatformHosts(Uri? Base)
{
    /// <summary>Where on this machine a simulator's hosts are that are not spoken to by HTTP, by <c>host:port</c>.</summary>
    public IReadOnlyDictionary<string, int> Ports { get; init; } = new Dictionary<string, int>();

    /// <summary>The names that hosts of the platform have for this operator, for example <c>slack-gov.com</c> in place of <c>slack.com</c>.</summary>
    public IReadOnlyDictionary<string, string> Renamed { get; init; } = new Dictionary<string, string>();

    public static PlatformHosts Official { get; } = new((Uri?)null);

    /// <summary>False where the operator, and no customer, has pointed elsewhere: such a host may be on a private network.</summary>
    public bool IsOfficial => Base is null && Renamed.All(pair => pair.Key == pair.Value);

    /// <summary>The root of a host, ending in a slash.</summary>
    public Uri At(string host) => Base is null ? new($"https://{Renamed.GetValueOrDefault(host, host)}/") : new(Base, $"{host}/");

    /// <summary>True where an address that the platform gave, such as one to upload to, is on one of its own hosts, or in its simulator.</summary>
    /// <param name="domain">For example <c>linkedin.com</c>, which its subdomains are part of.</param>
    public bool Owns(string? address, string domain) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && (Base is null
        ? uri.Scheme == Uri.UriSchemeHttps && uri.IsDefaultPort && uri.UserInfo.Length == 0 && (uri.Host == domain || uri.Host.EndsWith($".{domain}", StringComparison.OrdinalIgnoreCase))
        : Base.IsBaseOf(uri));
}

using System.Globalization;

namespace Squaremcp.Sandbox.Snapchat;

/// <summary>One person's Snapchat for business: itself, two organizations with ad accounts, a public profile, and what is uploaded and published there.</summary>
internal sealed class SnWorld(string tenant)
{
    private const int MostMedia = 50;

    private int last;

    internal Lock Gate { get; } = new();

    internal string Id { get; } = Guid(tenant, 1);

    internal string Profile { get; } = Guid(tenant, 2);

    internal string Organization { get; } = Guid(tenant, 3);

    internal string OtherOrganization { get; } = Guid(tenant, 4);

    internal static string Name => "Sandbox Advertiser";

    internal Dictionary<string, SnMedia> Media { get; } = [];

    /// <summary>How many stories and Spotlights there are.</summary>
    internal int Published { get; set; }

    internal string Next() => Guid(tenant, 100 + ++last);

    internal SnMedia Begin(string type, byte[] key, byte[] iv, DateTimeOffset now)
    {
        if (Media.Count >= MostMedia)
        {
            Media.Remove(Media.Keys.First());
        }

        var media = new SnMedia(Next(), type, key, iv, now.AddDays(1));
        Media[media.Id] = media;
        return media;
    }

    private static string Guid(string tenant, int number) => $"{tenant[..8]}-{number.ToString("x4", CultureInfo.InvariantCulture)}-4000-8000-{tenant[..12]}";
}

internal sealed record SnMedia(string Id, string Type, byte[] Key, byte[] Iv, DateTimeOffset Ends)
{
    internal SortedDictionary<int, byte[]> Parts { get; } = [];

    internal DateTimeOffset? FinishedAt { get; set; }

    internal bool IsProcessed(DateTimeOffset now) => FinishedAt is { } finished && now - finished >= TimeSpan.FromSeconds(1);
}

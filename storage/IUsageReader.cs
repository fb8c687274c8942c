namespace Squaremcp.Storage;

/// <summary>What counts against limits, rebuilt from the ledger.</summary>
public interface IUsageReader
{
    /// <summary>What a customer has used in the periods that <paramref name="now"/> lies in (UTC month, day and minute), from the rollups; never a count over all rows.</summary>
    Task<UsedSoFar> UsedAsync(string customerId, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>Calls that reached a platform, for limits.</summary>
public sealed record UsedSoFar
{
    public required long Month { get; init; }

    public required long Minute { get; init; }

    /// <summary>By key id.</summary>
    public required IReadOnlyDictionary<string, UsedBy> Keys { get; init; }

    /// <summary>By <c>platform/account</c>.</summary>
    public required IReadOnlyDictionary<string, UsedBy> Connections { get; init; }
}

/// <param name="Sends">Sends of the day.</param>
public sealed record UsedBy(long Month, long Day, long Minute, long Sends);

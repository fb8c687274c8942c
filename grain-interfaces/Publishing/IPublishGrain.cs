namespace Squaremcp.Publishing;

/// <summary>
/// One publish in several steps: goes on by itself, after a crash too, until it is done, has failed, or its outcome is unknown, and then ends its write in the ledger. Key: publish id (<c>pub_…</c>).
/// Called by the customer's grain, which has admitted the call; asked by frontends.
/// </summary>
[Alias("square.IPublishGrain")]
public interface IPublishGrain : IGrainWithStringKey
{
    /// <summary>Keeps what is to be published. Nothing is sent before <see cref="Start"/>, and what is never started is forgotten.</summary>
    [Alias("Prepare")]
    Task Prepare(PublishOrder order, CancellationToken cancellationToken);

    /// <summary>Begins, or looks on: the write has been entered in the ledger. May be repeated.</summary>
    /// <param name="patience">For how long to wait for the end; what is not over by then goes on.</param>
    /// <returns>How it stands; null where nothing was prepared.</returns>
    [AlwaysInterleave, Alias("Start")]
    Task<PublishView?> Start(TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>What was prepared will not be started. Does nothing to a publish that was.</summary>
    [Alias("Forget")]
    Task Forget(CancellationToken cancellationToken);

    /// <summary>Null where the customer has no such publish, or not any more: it is forgotten a week after its end.</summary>
    [AlwaysInterleave, Reads, Alias("Describe")]
    Task<PublishView?> Describe(string customerId, CancellationToken cancellationToken);
}

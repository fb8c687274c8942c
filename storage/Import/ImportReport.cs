namespace Squaremcp.Storage.Import;

/// <summary>What verification found in the target.</summary>
public sealed record ImportReport
{
    /// <summary>When an earlier run completed this import; then nothing was done now and the rest is empty.</summary>
    public DateTimeOffset? FinishedBefore { get; init; }

    public IReadOnlyList<ImportCheck> Tables { get; init; } = [];

    /// <summary>Audit chains, recomputed from the target's entries and compared with the source's heads.</summary>
    public ImportCheck Chains { get; init; } = new("audit chains", 0, 0, null);

    /// <summary>Secrets, opened with the target's keys.</summary>
    public ImportCheck Secrets { get; init; } = new("secrets opened", 0, 0, null);

    public bool Ok => Tables.Append(Chains).Append(Secrets).All(check => check.Ok);
}

/// <param name="What">A table's name, or what else was compared.</param>
/// <param name="Source">How many there are in the source.</param>
/// <param name="Target">How many of them were found good in the target.</param>
/// <param name="Problem">The first thing that is not as it was in the source; null where all is.</param>
public sealed record ImportCheck(string What, long Source, long Target, string? Problem)
{
    public bool Ok => Problem is null && Source == Target;
}

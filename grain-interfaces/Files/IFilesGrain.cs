namespace Squaremcp.Files;

/// <summary>All files of one customer. Key: customer id.</summary>
[Alias("square.IFilesGrain")]
public interface IFilesGrain : IGrainWithStringKey
{
    /// <summary>At most 200, newest first, with ids before <paramref name="before"/>.</summary>
    [AlwaysInterleave, Reads, Alias("List")]
    Task<FileList> List(string? before, int limit, CancellationToken cancellationToken);

    /// <summary>Erases them all, unfinished ones too.</summary>
    [Alias("Erase")]
    Task Erase(CancellationToken cancellationToken);
}

[GenerateSerializer, Immutable, Alias("square.file-list.v1")]
public sealed record FileList
{
    [Id(0)] public required IReadOnlyList<FileView> Files { get; init; }

    /// <summary>The <c>before</c> of the next page; null at the end.</summary>
    [Id(1)] public string? Next { get; init; }

    /// <summary>Bytes of all the customer's files, unfinished ones too.</summary>
    [Id(2)] public required long UsedBytes { get; init; }

    [Id(3)] public required long QuotaBytes { get; init; }
}

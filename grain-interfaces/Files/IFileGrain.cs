using Squaremcp.Tools;

namespace Squaremcp.Files;

/// <summary>
/// One file of a customer, chunk by chunk: <see cref="Begin"/>, <see cref="Append"/> 0, 1, 2 …, <see cref="Finish"/>. Each may be repeated where its answer was lost.
/// Key: <c>customer/file</c>, both as ids, so that nobody reaches another customer's.
/// </summary>
[Alias("square.IFileGrain")]
public interface IFileGrain : IGrainWithStringKey
{
    /// <summary>The most bytes of one chunk: in base64 they stay under what may cross a grain interface.</summary>
    const int ChunkBytes = 128 * 1024;

    /// <summary>Enters the file; nobody sees it before <see cref="Finish"/>.</summary>
    /// <returns>What keeps it from being entered; null where nothing does.</returns>
    [Alias("Begin")]
    Task<ToolFailure?> Begin(NewFile file, CancellationToken cancellationToken);

    /// <param name="seq">0, 1, 2 …</param>
    /// <param name="chunk">Base64 of at most <see cref="ChunkBytes"/> bytes.</param>
    [Alias("Append")]
    Task<ToolFailure?> Append(int seq, string chunk, CancellationToken cancellationToken);

    /// <param name="sha256">Of all that was sent, 64 lower-case hexadecimal digits; where something else arrived nothing is kept.</param>
    [Alias("Finish")]
    Task<FileOutcome> Finish(string sha256, Caller by, CancellationToken cancellationToken);

    /// <summary>Erases what came of a file that will not be finished; leaves a whole one as it is.</summary>
    [Alias("Abandon")]
    Task Abandon(CancellationToken cancellationToken);

    /// <summary>Null where there is no such file, or not any more.</summary>
    [AlwaysInterleave, Reads, Alias("Describe")]
    Task<FileView?> Describe(CancellationToken cancellationToken);

    /// <returns>The chunk in base64; null where there is none, or not any more.</returns>
    [AlwaysInterleave, Reads, Alias("Read")]
    Task<string?> Read(int seq, CancellationToken cancellationToken);

    /// <summary>False where there is no such file, or not any more.</summary>
    [Alias("Delete")]
    Task<bool> Delete(Caller by, CancellationToken cancellationToken);
}

[GenerateSerializer, Immutable, Alias("square.new-file.v1")]
public sealed record NewFile
{
    /// <summary>As whoever uploads it calls it; what does not belong into a name is taken out.</summary>
    [Id(0)] public string? Name { get; init; }

    [Id(1)] public string? MediaType { get; init; }

    /// <summary>The bytes it will have, or at least will have.</summary>
    [Id(2)] public long Size { get; init; }
}

[GenerateSerializer, Immutable, Alias("square.file-view.v1")]
public sealed record FileView
{
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required string Name { get; init; }

    [Id(2)] public required string MediaType { get; init; }

    /// <summary>In bytes.</summary>
    [Id(3)] public required long Size { get; init; }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    [Id(4)] public required string Sha256 { get; init; }

    [Id(5)] public required DateTimeOffset CreatedAt { get; init; }

    [Id(6)] public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>How many chunks <see cref="IFileGrain.Read"/> has of it.</summary>
    [Id(7)] public required int Chunks { get; init; }
}

/// <summary>The file, or why there is none.</summary>
[GenerateSerializer, Immutable, Alias("square.file-outcome.v1")]
public sealed record FileOutcome
{
    [Id(0)] public FileView? File { get; init; }

    [Id(1)] public ToolFailure? Failure { get; init; }
}

using Squaremcp.Files;
using Squaremcp.Storage;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Files;

/// <summary>What storage said of a file, in words for its customer; pure.</summary>
internal static class FileAnswers
{
    internal static ToolFailure Gone { get; } = new() { Kind = FailureKind.NotFound, Message = "There is no such upload any more: it took more than an hour, or was given up. Upload the file again." };

    internal static ToolFailure Changed { get; } = new() { Kind = FailureKind.InvalidArgument, Message = "What arrived is not what was sent. Nothing was kept; upload the file again." };

    /// <summary>Null where nothing is wrong.</summary>
    internal static ToolFailure? Of(FileVerdict verdict, FileLimits limits) => verdict switch
    {
        FileVerdict.Ok or FileVerdict.Repeated => null,
        FileVerdict.TooLarge => Limit("file_bytes", $"The file is larger than {Bytes(limits.FileBytes)}. Send a smaller one, or a link to it."),
        FileVerdict.NoRoom => Limit("files_bytes", $"All files together would take more than {Bytes(limits.Bytes)}. Delete some (GET /api/v1/files lists them), or wait: each is deleted 24 hours after its upload."),
        FileVerdict.TooMany => Limit("files", $"There are {limits.Files} files already. Delete some (GET /api/v1/files lists them), or wait: each is deleted 24 hours after its upload."),
        FileVerdict.OutOfOrder => Changed,
        _ => Gone,
    };

    internal static FileView View(FileRecord file) => new()
    {
        Id = file.Id,
        Name = file.Name,
        MediaType = file.MediaType,
        Size = file.Size,
        Sha256 = file.Sha256!,
        CreatedAt = file.CreatedAt,
        ExpiresAt = file.ExpiresAt,
        Chunks = file.Chunks,
    };

    private static ToolFailure Limit(string reason, string message) => new() { Kind = FailureKind.PlanLimit, Reason = reason, Message = message };

    private static string Bytes(long bytes) => bytes % (1024 * 1024) == 0 ? $"{bytes / (1024 * 1024)} MB" : $"{bytes} bytes";
}

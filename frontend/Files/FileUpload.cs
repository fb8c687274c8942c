using System.Buffers;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Squaremcp.Files;
using Squaremcp.Frontend.Api;
using Squaremcp.Tools;

namespace Squaremcp.Frontend.Files;

/// <summary>One upload, a chunk in memory at a time. Whatever cuts it off, what came of it is erased and was never seen.</summary>
internal sealed class FileUpload(IFileGrain file, FileSource source, int mostBytes, HttpContext context)
{
    internal const string AnyBytes = "application/octet-stream";
    internal const string Form = "multipart/form-data";

    internal const string Json = "application/json";

    /// <summary>What curl says where it is told nothing; no file has this type.</summary>
    private const string Unsaid = "application/x-www-form-urlencoded";

    /// <summary>What a form may have around its file.</summary>
    private const int AroundFile = 16 * 1024;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Looks at the headers, and at a form's first part; reads nothing of a file that will be refused.</summary>
    internal static async Task<(FileSource? Source, ProblemHttpResult? Problem)> OpenAsync(HttpContext context, int mostBytes, string? name)
    {
        var request = context.Request;
        var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed : null;
        var isForm = type?.MediaType.Equals(Form, StringComparison.OrdinalIgnoreCase) == true;
        if (type is null && !string.IsNullOrEmpty(request.ContentType))
        {
            return (null, Problems.Of(StatusCodes.Status400BadRequest, "Content-Type is no media type; it must be like text/csv."));
        }

        if (request.Headers.ContentEncoding.Count > 0)
        {
            return (null, Problems.Of(StatusCodes.Status415UnsupportedMediaType, "Send the file without Content-Encoding, just as it is."));
        }

        if (request.ContentLength is 0)
        {
            return (null, Empty());
        }

        if (request.ContentLength > mostBytes + (isForm ? AroundFile : 0))
        {
            return (null, TooLarge(mostBytes));
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            // Counted here: the server would count the framing of HTTP's chunks along.
            size.MaxRequestBodySize = null;
        }

        return isForm
            ? await ReadingAsync(() => OpenFormAsync(context, HeaderUtilities.RemoveQuotes(type!.Boundary).Value, name))
            : (new(request.Body, name ?? FileSource.NameOf(request.Headers.ContentDisposition), type is null || type.MediaType == Unsaid ? AnyBytes : type.MediaType.Value!, request.ContentLength ?? 0, null), null);
    }

    internal async Task<(FileView? File, ProblemHttpResult? Problem)> RunAsync()
    {
        var chunk = ArrayPool<byte>.Shared.Rent(IFileGrain.ChunkBytes);
        try
        {
            return await ReadingAsync(() => RunAsync(chunk.AsMemory(0, IFileGrain.ChunkBytes)), source.BrokeOff);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk, clearArray: true);
            hash.Dispose();
        }
    }

    private static async Task<(FileSource?, ProblemHttpResult?)> OpenFormAsync(HttpContext context, string? boundary, string? name)
    {
        if (string.IsNullOrEmpty(boundary) || boundary.Length > 70)
        {
            return (null, Problems.Of(StatusCodes.Status400BadRequest, "Content-Type must name the form's boundary (RFC 7578 §4.1)."));
        }

        return await FileSource.OfFormAsync(new MultipartReader(boundary, context.Request.Body), name, context.RequestAborted) is { } source ? (source, null) : (null, NotOneFile());
    }

    private async Task<(FileView?, ProblemHttpResult?)> RunAsync(Memory<byte> chunk)
    {
        var length = await ReadAsync(chunk);
        if (length == 0)
        {
            return (null, Empty());
        }

        if (await file.Begin(new() { Name = source.Name, MediaType = source.MediaType, Size = Math.Max(source.Size, length) }, context.RequestAborted) is { } refused)
        {
            return (null, Of(refused));
        }

        var isKept = false;
        try
        {
            if (await SendAsync(chunk, length) is { } problem)
            {
                return (null, problem);
            }

            var outcome = await TwiceAsync(() => file.Finish(Convert.ToHexStringLower(hash.GetHashAndReset()), context.Caller(), CancellationToken.None));
            isKept = outcome.File is not null;
            return isKept ? (outcome.File, null) : (null, Of(outcome.Failure!));
        }
        finally
        {
            if (!isKept)
            {
                await file.Abandon(CancellationToken.None);
            }
        }
    }

    private async Task<ProblemHttpResult?> SendAsync(Memory<byte> chunk, int length)
    {
        long all = 0;
        for (var seq = 0; length > 0; seq++, length = await ReadAsync(chunk))
        {
            all += length;
            if (all > mostBytes)
            {
                return TooLarge(mostBytes);
            }

            var (number, text) = (seq, Convert.ToBase64String(chunk.Span[..length]));
            hash.AppendData(chunk.Span[..length]);
            if (await TwiceAsync(() => file.Append(number, text, context.RequestAborted)) is { } refused)
            {
                return Of(refused);
            }
        }

        return await source.HasMoreAsync(context.RequestAborted) ? NotOneFile() : null;
    }

    private ValueTask<int> ReadAsync(Memory<byte> chunk) => source.Content.ReadAtLeastAsync(chunk, chunk.Length, throwOnEndOfStream: false, context.RequestAborted);

    /// <summary>A call that was turned away before it ran may be made again.</summary>
    private static async Task<T> TwiceAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (OrleansMessageRejectionException)
        {
            return await call();
        }
    }

    /// <summary>What is wrong with the bytes as they come is their sender's to hear.</summary>
    private static async Task<(T? Value, ProblemHttpResult? Problem)> ReadingAsync<T>(Func<Task<(T?, ProblemHttpResult?)>> read, string? brokeOff = null)
        where T : class
    {
        try
        {
            return await read();
        }
        catch (BadHttpRequestException cut)
        {
            return (null, Problems.Of(cut.StatusCode, "The upload broke off. Nothing was kept; upload the file again."));
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException and not Microsoft.AspNetCore.Connections.ConnectionResetException)
        {
            return (null, Problems.Of(StatusCodes.Status400BadRequest, brokeOff ?? "The form cannot be read: it must be multipart/form-data (RFC 7578) and end with its closing boundary. Nothing was kept."));
        }
    }

    private ProblemHttpResult Of(ToolFailure failure) => Problems.Of(failure, context);

    private static ProblemHttpResult Empty() => Problems.Of(StatusCodes.Status400BadRequest, "The file is empty. Send its bytes as the body, or a form with one file.");

    internal static ProblemHttpResult TooLarge(int mostBytes) => Problems.Of(StatusCodes.Status413PayloadTooLarge, $"The file is larger than {(mostBytes % (1024 * 1024) == 0 ? $"{mostBytes / (1024 * 1024)} MB" : $"{mostBytes} bytes")}. Nothing was kept.");

    private static ProblemHttpResult NotOneFile() => Problems.Of(StatusCodes.Status400BadRequest, "The form must hold one file and nothing else. Upload several files one by one.");
}

using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.OpenApi;
using Squaremcp.Files;
using Squaremcp.Frontend.Api;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Http;
using Squaremcp.Settings;
using Paging = Squaremcp.Frontend.Api.Paging;

namespace Squaremcp.Frontend.Files;

/// <summary>Files that tools take by reference: uploaded here, streamed from there.</summary>
internal static class FileRoutes
{
    internal static void MapFiles(this IEndpointRouteBuilder customers)
    {
        customers.MapPost("/files", UploadAsync).ThatChanges().AddOpenApiOperationTransformer((operation, _, _) => TakesBytes(operation))
            .WithSummary("Upload a file, for tools that take a file's id. The body is the file itself, or a form with one file, or JSON that names a public https address to fetch it from (a JSON file itself is uploaded with ?name=); it is deleted after 24 hours.");
        customers.MapGet("/files", ListAsync).WithSummary("Page through the customer's files, newest first.");
        customers.MapGet("/files/{id}", DownloadAsync).WithSummary("Download a file.").Produces<Stream>(StatusCodes.Status200OK, FileUpload.AnyBytes);
        customers.MapDelete("/files/{id}", DeleteAsync).ThatChanges().WithSummary("Delete a file for good.");
    }

    private static async Task<Results<Created<FileBody>, ProblemHttpResult>> UploadAsync(
        HttpContext context, IGrainFactory grains, GatewaySettings settings, OutboundHttp outbound, TimeProvider clock, [Description("What the file is called; otherwise as Content-Disposition says.")] string? name = null)
    {
        if (FileFetch.IsAsked(context, name))
        {
            return await FetchAsync(context, grains, settings, outbound, clock);
        }

        var (source, problem) = await FileUpload.OpenAsync(context, settings.Files.MostBytes, name);
        if (source is null)
        {
            return problem!;
        }

        var id = Ids.New("fil", clock.GetUtcNow());
        var (file, refused) = await new FileUpload(File(grains, context, id), source, settings.Files.MostBytes, context).RunAsync();
        return file is null ? refused! : TypedResults.Created($"/api/v1/files/{id}", FileBody.Of(file));
    }

    private static async Task<Results<Created<FileBody>, ProblemHttpResult>> FetchAsync(HttpContext context, IGrainFactory grains, GatewaySettings settings, OutboundHttp outbound, TimeProvider clock)
    {
        var (remote, asked, problem) = await new FileFetch(outbound, settings.Files, clock).OpenAsync(context);
        using (remote)
        {
            if (remote is null)
            {
                return problem!;
            }

            var id = Ids.New("fil", clock.GetUtcNow());
            var (file, refused) = await new FileUpload(File(grains, context, id), FileFetch.Source(remote, asked!), settings.Files.MostBytes, context).RunAsync();
            return file is null ? refused! : TypedResults.Created($"/api/v1/files/{id}", FileBody.Of(file));
        }
    }

    private static async Task<Results<Ok<FilesBody>, ProblemHttpResult>> ListAsync(HttpContext context, IGrainFactory grains, CursorSealer cursors, string? cursor = null, string? limit = null)
    {
        if (Paging.Limit(limit) is not { } most)
        {
            return Paging.WrongLimit();
        }

        var customer = context.Caller().CustomerId;
        var purpose = $"{customer}|files";
        if (Paging.Position(cursors, purpose, cursor) is not (true, var before))
        {
            return Paging.WrongCursor();
        }

        var page = await grains.GetGrain<IFilesGrain>(customer).List(before, most, context.RequestAborted);
        return TypedResults.Ok(new FilesBody([.. page.Files.Select(FileBody.Of)], page.UsedBytes, page.QuotaBytes, page.Next is { } next ? cursors.Seal(purpose, next) : null));
    }

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> DownloadAsync(string id, HttpContext context, IGrainFactory grains)
    {
        if (!Ids.Is("fil", id) || await File(grains, context, id).Describe(context.RequestAborted) is not { } file)
        {
            return NoneSuch();
        }

        context.Response.ContentLength = file.Size;
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return TypedResults.Stream(body => CopyAsync(file, File(grains, context, id), body, context), file.MediaType, file.Name);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string id, HttpContext context, IGrainFactory grains) =>
        Ids.Is("fil", id) && await File(grains, context, id).Delete(context.Caller(), context.RequestAborted) ? TypedResults.NoContent() : NoneSuch();

    private static async Task CopyAsync(FileView file, IFileGrain from, Stream body, HttpContext context)
    {
        for (var seq = 0; seq < file.Chunks; seq++)
        {
            if (await from.Read(seq, context.RequestAborted) is not { } chunk)
            {
                // It was deleted or has expired meanwhile: the reader sees a file that ends early, not one that looks whole.
                context.Abort();
                return;
            }

            await body.WriteAsync(Convert.FromBase64String(chunk), context.RequestAborted);
        }
    }

    private static IFileGrain File(IGrainFactory grains, HttpContext context, string id) => grains.GetGrain<IFileGrain>($"{context.Caller().CustomerId}/{id}");

    private static ProblemHttpResult NoneSuch() => Problems.Of(StatusCodes.Status404NotFound, "There is no such file, or not any more: each is deleted 24 hours after its upload. GET /api/v1/files lists them.");

    private static Task TakesBytes(OpenApiOperation operation)
    {
        var bytes = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
        var form = new OpenApiSchema { Type = JsonSchemaType.Object, Required = new HashSet<string> { "file" }, Properties = new Dictionary<string, IOpenApiSchema> { ["file"] = bytes } };
        var text = new OpenApiSchema { Type = JsonSchemaType.String };
        var address = new OpenApiSchema { Type = JsonSchemaType.Object, Required = new HashSet<string> { "url" }, Properties = new Dictionary<string, IOpenApiSchema> { ["url"] = text, ["name"] = text } };
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType> { [FileUpload.AnyBytes] = new() { Schema = bytes }, [FileUpload.Form] = new() { Schema = form }, [FileUpload.Json] = new() { Schema = address } },
        };
        return Task.CompletedTask;
    }
}

internal sealed record FileBody(
    [property: Description("What tools take: fil_….")] string Id,
    string Name,
    string MediaType,
    long SizeBytes,
    string Sha256,
    DateTimeOffset CreatedAt,
    [property: Description("When it is deleted.")] DateTimeOffset ExpiresAt)
{
    internal static FileBody Of(FileView file) => new(file.Id, file.Name, file.MediaType, file.Size, file.Sha256, file.CreatedAt, file.ExpiresAt);
}

internal sealed record FilesBody(
    IReadOnlyList<FileBody> Files,
    [property: Description("What all files take together, uploads that are under way too.")] long UsedBytes,
    [property: Description("What they may take.")] long QuotaBytes,
    string? NextCursor);

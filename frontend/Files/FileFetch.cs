using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Squaremcp.Frontend.Api;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Http;
using Squaremcp.Settings;

namespace Squaremcp.Frontend.Files;

/// <summary>A file that is not sent but named by its address: fetched here, past the guard, and kept like one that was sent.</summary>
internal sealed class FileFetch(OutboundHttp outbound, FileSettings settings, TimeProvider clock)
{
    /// <summary>The most bytes of the JSON that names it.</summary>
    private const int MostJson = 4 * 1024;

    private static readonly TimeSpan Time = TimeSpan.FromMinutes(5);

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { AllowDuplicateProperties = false, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    /// <summary>JSON with a name is a file that happens to be JSON.</summary>
    internal static bool IsAsked(HttpContext context, string? name) =>
        name is null && context.Request.Headers.ContentDisposition.Count == 0
        && MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) && type.MediaType.Equals(FileUpload.Json, StringComparison.OrdinalIgnoreCase);

    internal static FileSource Source(RemoteFile remote, FileAddress asked) =>
        new(remote.Content, asked.Name ?? remote.Name, remote.MediaType ?? FileUpload.AnyBytes, remote.Size ?? 0, null) { BrokeOff = $"The file broke off, or took longer than {Time.TotalMinutes:0} minutes. Nothing was kept; try again, or upload it yourself." };

    internal async Task<(RemoteFile? File, FileAddress? Asked, ProblemHttpResult? Problem)> OpenAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not { } asked)
        {
            return (null, null, Problems.Of(StatusCodes.Status400BadRequest, "JSON here must be an object such as {\"url\":\"https://example.org/film.mp4\",\"name\":\"film.mp4\"}. To upload a file that is JSON itself, give it a name: POST /api/v1/files?name=data.json."));
        }

        try
        {
            var remote = await RemoteFile.OpenAsync(outbound, "url", asked.Url, settings.AllowPrivateHosts, Time, clock, context.RequestAborted);
            if (!(remote.Size > settings.MostBytes))
            {
                return (remote, asked, null);
            }

            remote.Dispose();
            return (null, null, FileUpload.TooLarge(settings.MostBytes));
        }
        catch (ToolException failed)
        {
            return (null, null, failed.Error.Kind == ToolErrorKind.InvalidArgument ? Problems.Wrong("url", failed.Error.Message) : Problems.Of(StatusCodes.Status502BadGateway, failed.Error.Message));
        }
    }

    private static async Task<FileAddress?> ReadAsync(HttpContext context)
    {
        var body = new byte[MostJson + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        try
        {
            return length > MostJson ? null : JsonSerializer.Deserialize<FileAddress>(body.AsSpan(0, length), Strict);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal sealed record FileAddress(string Url, string? Name = null);

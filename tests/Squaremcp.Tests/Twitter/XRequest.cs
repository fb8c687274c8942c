using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Squaremcp.Tests.Twitter;

/// <summary>One request as it came to X.</summary>
/// <param name="Target">Path and query as they stood on the wire.</param>
/// <param name="Body">As text; a form's boundary as BOUNDARY.</param>
/// <param name="Json">Null where the body is none.</param>
/// <param name="Form">The fields of a multipart form; files by their length.</param>
internal sealed record XRequest(string Verb, string Target, string? Authorization, string? ContentType, string Body, JsonObject? Json, IReadOnlyDictionary<string, string> Form)
{
    internal string Path => Target.Split('?')[0];

    internal Dictionary<string, string> Query => QueryHelpers.ParseQuery(Target.Contains('?') ? Target[Target.IndexOf('?')..] : "").ToDictionary(pair => pair.Key, pair => pair.Value.ToString());

    internal static async Task<XRequest> ReadAsync(HttpRequest request)
    {
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes);
        var form = new Dictionary<string, string>();
        var boundary = request.ContentType?.Split("boundary=") is [_, var named] ? named.Trim('"') : "none";
        if (request.ContentType?.StartsWith("multipart/form-data", StringComparison.Ordinal) == true)
        {
            request.Body = new MemoryStream(bytes.ToArray());
            var read = await new FormFeature(request, new FormOptions { MultipartBodyLengthLimit = 20 * 1024 * 1024 }).ReadFormAsync(CancellationToken.None);
            form = read.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
            foreach (var file in read.Files)
            {
                form[file.Name] = $"{file.Length} bytes";
            }
        }

        var body = Encoding.UTF8.GetString(bytes.ToArray());
        return new(
            request.Method, request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget, request.Headers.Authorization, request.ContentType?.Replace(boundary, "BOUNDARY", StringComparison.Ordinal),
            body.Replace(boundary, "BOUNDARY", StringComparison.Ordinal), request.ContentType == "application/json" && body.Length > 0 ? JsonNode.Parse(body) as JsonObject : null, form);
    }
}

using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Squaremcp.Tests.Telegram;

/// <summary>One request as it came to the Bot API; the fields of a form as the JSON they stand for.</summary>
/// <param name="Token">Null where the path is not one of a bot.</param>
/// <param name="Body">As text; a form's boundary as BOUNDARY.</param>
internal sealed record SentRequest(string Verb, string? Token, string Method, string? ContentType, string Body, JsonObject Parameters, byte[]? File, IReadOnlyList<string> Headers)
{
    internal static async Task<SentRequest> ReadAsync(HttpRequest request)
    {
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes);
        var (body, boundary) = (bytes.ToArray(), Boundary(request.ContentType));
        var path = request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('/');
        var (parameters, file) = boundary is null ? ((JsonObject)JsonNode.Parse(body)!, null) : await FormAsync(request, body);
        return new(
            request.Method,
            path is [_, ['b', 'o', 't', .. var token], _] ? token : null,
            path[^1],
            request.ContentType?.Replace(boundary ?? "none", "BOUNDARY", StringComparison.Ordinal),
            Encoding.UTF8.GetString(body).Replace(boundary ?? "none", "BOUNDARY", StringComparison.Ordinal),
            parameters,
            file,
            [.. request.Headers.Keys]);
    }

    private static string? Boundary(string? contentType) =>
        contentType is not null && contentType.StartsWith("multipart/form-data; boundary=", StringComparison.Ordinal) ? contentType[(contentType.IndexOf('=') + 1)..].Trim('"') : null;

    private static async Task<(JsonObject, byte[]?)> FormAsync(HttpRequest request, byte[] body)
    {
        request.Body = new MemoryStream(body);
        var form = await new FormFeature(request, new FormOptions { MultipartBodyLengthLimit = 20 * 1024 * 1024 }).ReadFormAsync(CancellationToken.None);
        var parameters = new JsonObject();
        foreach (var (name, value) in form)
        {
            parameters[name] = name is "chat_id" or "disable_notification" or "reply_parameters" && !value.ToString().StartsWith('@') ? JsonNode.Parse(value.ToString()) : JsonValue.Create(value.ToString());
        }

        if (form.Files.GetFile("photo") is not { } photo)
        {
            return (parameters, null);
        }

        using var content = new MemoryStream();
        await photo.CopyToAsync(content);
        parameters["photo"] = $"attach:{photo.FileName}:{photo.ContentType}";
        return (parameters, content.ToArray());
    }
}

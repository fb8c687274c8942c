using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Squaremcp.Sandbox;

/// <summary>What a simulator answers; whole before a byte of it leaves, so that a fault can cut it.</summary>
internal sealed record Answer(int Status, string ContentType, byte[] Body)
{
    private static readonly JsonSerializerOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    internal static Answer Json(int status, JsonNode body, string type = "application/json") => new(status, type, Encoding.UTF8.GetBytes(body.ToJsonString(Written)));

    internal static Answer Page(int status, string html) => new(status, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(html));

    internal static Answer To(string address) => new(302, "text/plain", []) { Headers = new Dictionary<string, string> { ["Location"] = address } };

    internal Answer With(string name, string value) => this with { Headers = new Dictionary<string, string>(Headers) { [name] = value } };

    /// <param name="bytes">Break off after so many.</param>
    internal async Task WriteAsync(HttpContext context, int? bytes = null)
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = Body.Length;
        foreach (var (name, value) in Headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.Body.WriteAsync(Body.AsMemory(0, bytes ?? Body.Length), context.RequestAborted);
        if (bytes is not null)
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        }
    }
}

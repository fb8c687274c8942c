using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Squaremcp.Platforms;

/// <summary>JSON that people and models read: letters beyond ASCII, and quotes, as they are. It never stands in HTML.</summary>
internal static class ReadableJson
{
    internal static JsonSerializerOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The options of generated metadata, writing so.</summary>
    internal static JsonSerializerOptions Of(JsonSerializerContext context) => new(context.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Squaremcp.Platforms;

/// <summary>What a publish tool answers: that it is published, with the tool's own record as <c>result</c>, or that it goes on.</summary>
public sealed record PublishAnswer(
    [property: Description("Names this publish; ask square_get_publish with it.")] string PublishId,
    [property: Description("done: it is published. running: it goes on by itself, also when nobody asks; do not repeat the call."), AllowedValues("done", "running")] string Status,
    [property: Description("How much of it is done, 0 to 100.")] int ProgressPercent,
    [property: Description("What goes on now, or is waited for; absent when it is done.")] string? Doing = null,
    [property: Description("Ask square_get_publish again after about so many seconds; absent when it is done.")] int? AskAgainAfterSeconds = null)
{
    public string Json(JsonElement? result = null)
    {
        var answer = (JsonObject)JsonSerializer.SerializeToNode(this, PublishAnswerJson.Default.PublishAnswer)!;
        if (result is { } output)
        {
            answer.Add("result", JsonNode.Parse(output.GetRawText()));
        }

        return answer.ToJsonString(ReadableJson.Options);
    }

    internal static JsonObject Schema(JsonObject result)
    {
        var schema = Schemas.OfOutput(PublishAnswerJson.Default.PublishAnswer);
        result.Insert(0, "description", "What was published; absent while it is running.");
        ((JsonObject)schema["properties"]!).Add("result", result);
        return schema;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PublishAnswer))]
internal sealed partial class PublishAnswerJson : JsonSerializerContext;

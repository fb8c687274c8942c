using System.Text.Json;
using System.Text.Json.Serialization;

namespace Squaremcp.Platforms;

/// <summary>How a step went, as it is handed to whoever keeps the publish.</summary>
/// <param name="State">Sealed: whoever keeps it cannot read it.</param>
/// <param name="IsOver">True where the next step is to be done; false where this one is, again.</param>
/// <param name="Output">The tool's output record; null until it is published.</param>
public sealed record StepTold(int Percent, string? State = null, bool IsOver = false, double? WaitSeconds = null, string? WaitsFor = null, JsonElement? Output = null)
{
    public static StepTold Of(string json) => JsonSerializer.Deserialize(json, PublishJson.Default.StepTold)!;

    internal string Json() => JsonSerializer.Serialize(this, PublishJson.Default.StepTold);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StepTold))]
internal sealed partial class PublishJson : JsonSerializerContext;

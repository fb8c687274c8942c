using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Squaremcp.Platforms;

/// <summary>What a write would do, checked as far as it can be without doing it.</summary>
public sealed record Rehearsal(
    [property: Description("What the call would do; nothing was done.")] string Would,
    [property: Description("What to look at before making the call in earnest.")] IReadOnlyList<string>? Warnings = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Rehearsal))]
internal sealed partial class RehearsalJson : JsonSerializerContext;

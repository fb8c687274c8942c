using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Squaremcp.Storage;

/// <summary>
/// Grain state as JSON, the same in both grain hosts. Members by name in snake_case, enums as words, dictionaries sorted by key: equal states give equal bytes.
/// Null members are left out and unknown ones ignored, so a member that may be null can be added or dropped while old states lie on the disk.
/// </summary>
public sealed class StateSerializer : IGrainStorageSerializer
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false), new SortedDictionaries() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { AllowAbsentNulls } },
    };

    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, Options));

    public T Deserialize<T>(BinaryData input) =>
        JsonSerializer.Deserialize<T>(input.ToMemory().Span, Options) ?? throw new JsonException($"A stored {typeof(T).Name} is null.");

    /// <summary>A required member that may be null is written by leaving it out, so reading must not ask for it.</summary>
    private static void AllowAbsentNulls(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            property.IsRequired &= !property.IsSetNullable;
        }
    }
}

using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Squaremcp.Storage;

/// <summary>Dictionaries by text, written in the order of their keys: the order of a hash table changes from process to process.</summary>
internal sealed class SortedDictionaries : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => Values(typeToConvert) is not null;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<,>).MakeGenericType(typeToConvert, Values(typeToConvert)!))!;

    private static Type? Values(Type type) =>
        type.GetInterfaces().Append(type)
            .FirstOrDefault(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) && face.GenericTypeArguments[0] == typeof(string))
            ?.GenericTypeArguments[1];

    private sealed class Converter<TMap, TValue> : JsonConverter<TMap>
        where TMap : IReadOnlyDictionary<string, TValue>
    {
        public override TMap Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var read = new Dictionary<string, TValue>();
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var key = reader.GetString()!;
                reader.Read();
                read[key] = JsonSerializer.Deserialize<TValue>(ref reader, options)!;
            }

            object map = typeToConvert.IsAssignableFrom(typeof(Dictionary<string, TValue>)) ? read : read.ToImmutableDictionary();
            return map is TMap asked ? asked : throw new NotSupportedException($"Grain state holds a {typeToConvert}: use IReadOnlyDictionary or ImmutableDictionary.");
        }

        public override void Write(Utf8JsonWriter writer, TMap value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            foreach (var (key, member) in value.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                writer.WritePropertyName(key);
                JsonSerializer.Serialize(writer, member, options);
            }

            writer.WriteEndObject();
        }
    }
}

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace Squaremcp.Platforms;

/// <summary>JSON Schemas of a tool's records. What the exporter ignores (descriptions, lengths, ranges, examples) is copied from the attributes.</summary>
public static class Schemas
{
    public static JsonObject OfInput(JsonTypeInfo type)
    {
        var schema = Export(type);
        schema["additionalProperties"] = false;
        return schema;
    }

    public static JsonObject OfOutput(JsonTypeInfo type) => Export(type);

    /// <summary>The names of the properties marked <see cref="ShownAttribute"/>.</summary>
    public static IReadOnlySet<string> Shown(JsonTypeInfo type) =>
        type.Properties.Where(property => property.AttributeProvider?.IsDefined(typeof(ShownAttribute), inherit: true) == true).Select(property => property.Name).ToHashSet(StringComparer.Ordinal);

    private static JsonObject Export(JsonTypeInfo type)
    {
        var options = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform };
        var schema = (JsonObject)type.Options.GetJsonSchemaAsNode(type.Type, options);
        schema["type"] = "object";
        if (!schema.ContainsKey("properties"))
        {
            schema["properties"] = new JsonObject();
        }

        return schema;
    }

    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        // `true` is the schema of what may be anything; as an object it can be described.
        if ((node is JsonValue anything && anything.GetValueKind() == JsonValueKind.True && context.PropertyInfo is not null ? [] : node as JsonObject) is not { } schema)
        {
            return node;
        }

        WithoutNull(schema);
        if (schema["properties"] is JsonObject properties && schema["required"] is JsonArray required)
        {
            // What may be null is left out when it is: see the serializer contexts.
            var optional = context.TypeInfo.Properties.Where(property => property.IsGetNullable).Select(property => property.Name).ToHashSet();
            schema["required"] = new JsonArray([.. required.Select(name => name!.GetValue<string>()).Where(name => !optional.Contains(name) && properties.ContainsKey(name)).Select(name => JsonValue.Create(name))]);
        }

        if (context.PropertyInfo?.AttributeProvider is { } attributes)
        {
            Annotate(schema, attributes);
        }

        return schema;
    }

    private static void Annotate(JsonObject schema, ICustomAttributeProvider attributes)
    {
        foreach (var attribute in attributes.GetCustomAttributes(inherit: true))
        {
            switch (attribute)
            {
                case DescriptionAttribute description:
                    schema.Insert(0, "description", description.Description);
                    break;
                case StringLengthAttribute length:
                    schema["maxLength"] = length.MaximumLength;
                    if (length.MinimumLength > 0)
                    {
                        schema["minLength"] = length.MinimumLength;
                    }

                    break;
                case RangeAttribute range:
                    schema["minimum"] = Convert.ToInt64(range.Minimum);
                    schema["maximum"] = Convert.ToInt64(range.Maximum);
                    break;
                case AllowedValuesAttribute allowed:
                    schema["enum"] = new JsonArray([.. allowed.Values.Select(value => JsonValue.Create((string)value!))]);
                    break;
                case ExampleAttribute example:
                    schema["examples"] = new JsonArray(JsonValue.Create(example.Value));
                    break;
            }
        }
    }

    private static void WithoutNull(JsonObject schema)
    {
        if (schema["type"] is JsonArray types)
        {
            var left = types.Select(type => type!.GetValue<string>()).Where(type => type != "null").ToArray();
            schema["type"] = left.Length == 1 ? left[0] : new JsonArray([.. left.Select(type => JsonValue.Create(type))]);
        }

        if (schema.TryGetPropertyValue("default", out var value) && value is null)
        {
            schema.Remove("default");
        }
    }
}

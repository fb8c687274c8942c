using System.Text.Json;
using System.Xml.Linq;

namespace Squaremcp.Tests.Outlook;

/// <summary>Microsoft Graph's entity model (graph-v1.0.csdl), found by <c>SQUAREMCP_ORACLES</c>: types with what they inherit, enumerations, and the parameters of actions.</summary>
internal sealed class GraphOracle
{
    private static readonly Lazy<GraphOracle?> Read = new(() => File() is { } file ? new(XDocument.Load(file)) : null);

    private readonly Dictionary<string, XElement> types;
    private readonly ILookup<string, XElement> actions;

    private GraphOracle(XDocument model)
    {
        var schema = model.Descendants().First(element => element.Name.LocalName == "Schema" && (string?)element.Attribute("Namespace") == "microsoft.graph");
        types = schema.Elements().Where(element => element.Name.LocalName is "EntityType" or "ComplexType" or "EnumType").ToDictionary(element => (string)element.Attribute("Name")!);
        actions = schema.Elements().Where(element => element.Name.LocalName == "Action").ToLookup(element => (string)element.Attribute("Name")!);
    }

    /// <summary>Skips the test where there is no model.</summary>
    internal static GraphOracle Required
    {
        get
        {
            Assert.SkipUnless(Read.Value is not null, "SQUAREMCP_ORACLES names no folder with graph-v1.0.csdl.");
            return Read.Value!;
        }
    }

    /// <summary>What of a value is not as its type has it.</summary>
    /// <param name="type">For example <c>graph.message</c> or <c>Collection(Edm.String)</c>.</param>
    internal IEnumerable<string> Offences(JsonElement value, string type, string at)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (type.StartsWith("Collection(", StringComparison.Ordinal))
        {
            return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().SelectMany(one => Offences(one, type[11..^1], $"{at}[]")) : [$"{at} is no {type}"];
        }

        if (!type.StartsWith("graph.", StringComparison.Ordinal))
        {
            return IsEdm(value, type) ? [] : [$"{at} is no {type}"];
        }

        var known = types[type[6..]];
        return known.Name.LocalName == "EnumType"
            ? value.ValueKind == JsonValueKind.String && known.Elements().Any(member => (string?)member.Attribute("Name") == value.GetString()) ? [] : [$"{at} is no {type}"]
            : value.ValueKind == JsonValueKind.Object ? Members(value, type, at) : [$"{at} is no {type}"];
    }

    /// <summary>What of the parameters of an action is not as it is described; Graph's own pages begin their names small where the model has them large.</summary>
    internal IEnumerable<string> OfAction(string name, string boundTo, JsonElement body)
    {
        var action = actions[name].Single(one => (string?)one.Elements().First().Attribute("Type") == boundTo);
        var parameters = action.Elements().Where(element => element.Name.LocalName == "Parameter").Skip(1).ToDictionary(element => (string)element.Attribute("Name")!, element => (string)element.Attribute("Type")!, StringComparer.OrdinalIgnoreCase);
        return body.EnumerateObject().SelectMany(given => parameters.TryGetValue(given.Name, out var type) ? Offences(given.Value, type, $"{name}.{given.Name}") : [$"{name} has no parameter {given.Name}"]);
    }

    /// <summary>The names that are asked for and that a type does not have; <c>a/b</c> is a member of a member.</summary>
    internal IEnumerable<string> Names(string type, IEnumerable<string> names) => names.Where(name => !Has(type, name.Split('/'))).Select(name => $"{type} has no {name}");

    private bool Has(string type, string[] path) => Properties(type).TryGetValue(path[0], out var of) && (path.Length == 1 || Has(of, path[1..]));

    private IEnumerable<string> Members(JsonElement value, string type, string at)
    {
        var actual = value.TryGetProperty("@odata.type", out var said) ? said.GetString()!.Replace("#microsoft.", "", StringComparison.Ordinal) : type;
        if (!actual.StartsWith("graph.", StringComparison.Ordinal) || !types.ContainsKey(actual[6..]) || !Lineage(actual).Contains(type))
        {
            return [$"{at} is of type {actual}, which is no {type}"];
        }

        var properties = Properties(actual);
        return value.EnumerateObject().Where(member => !member.Name.StartsWith('@')).SelectMany(member => properties.TryGetValue(member.Name, out var of) ? Offences(member.Value, of, $"{at}.{member.Name}") : [$"{at} has no {member.Name}"]);
    }

    private Dictionary<string, string> Properties(string type) => Lineage(type).SelectMany(one => types[one[6..]].Elements()).Where(element => element.Name.LocalName is "Property" or "NavigationProperty")
        .ToDictionary(element => (string)element.Attribute("Name")!, element => (string)element.Attribute("Type")!);

    private IEnumerable<string> Lineage(string? type)
    {
        for (; type is not null; type = (string?)types[type[6..]].Attribute("BaseType"))
        {
            yield return type;
        }
    }

    private static bool IsEdm(JsonElement value, string type) => type switch
    {
        "Edm.String" => value.ValueKind == JsonValueKind.String,
        "Edm.Boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "Edm.Int32" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _),
        "Edm.Int64" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "Edm.DateTimeOffset" => value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out _),
        "Edm.Binary" => value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out _),
        _ => throw new NotSupportedException(type),
    };

    private static string? File() => Environment.GetEnvironmentVariable("SQUAREMCP_ORACLES") is { Length: > 0 } folder && Path.Combine(folder, "graph-v1.0.csdl") is var file && System.IO.File.Exists(file) ? file : null;
}

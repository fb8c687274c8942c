using System.Reflection;
using System.Text.Json;
using Squaremcp.Embedded.Api;

namespace Squaremcp.Embedded;

/// <summary>How values of one type cross from caller to grain and back.</summary>
internal sealed class Copier(Func<object?, object?>? copy)
{
    internal static readonly Copier None = new(copy: null);

    internal object? Copy(object? value) => copy is null || value is null ? value : copy(value);
}

/// <summary>
/// As in Orleans, what crosses is the receiver's own: immutable values are passed on, anything else is copied.
/// With <paramref name="everything"/> immutable values are written and read again too, so that a type that cannot travel fails here.
/// </summary>
internal sealed class Copying(bool everything)
{
    private static readonly HashSet<Type> Known =
    [
        typeof(string), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan), typeof(Guid), typeof(decimal), typeof(Uri),
    ];

    private readonly JsonSerializerOptions json = new();

    internal Copier Of(Type type)
    {
        if (!everything && IsImmutable(type))
        {
            return Copier.None;
        }

        return new Copier(value => JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(value, type, json), type, json));
    }

    /// <summary>Orleans carries the framework's exceptions and those with a serializer; for others the caller gets a complaint about the type.</summary>
    internal Exception Exception(Exception thrown)
    {
        if (!everything)
        {
            return thrown;
        }

        var type = thrown.GetType();
        var travels = type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false) || type.Assembly == typeof(GrainHost).Assembly
            || type.Namespace?.Split('.')[0] is "System" or "Microsoft";
        return travels ? thrown : new OrleansException($"Could not find a codec for type {type}. Give it [GenerateSerializer], or translate it in the grain.");
    }

    /// <summary>Null where the type may travel, otherwise the type at fault.</summary>
    internal static Type? Stranger(Type type) => Stranger(type, []);

    private static Type? Stranger(Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type) || IsPlain(type))
        {
            return null;
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Stranger(value, seen);
        }

        if (Elements(type) is { } elements)
        {
            return elements.Select(e => Stranger(e, seen)).FirstOrDefault(s => s is not null);
        }

        if (!type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false) || !type.IsDefined(typeof(AliasAttribute), inherit: false))
        {
            return type;
        }

        return Members(type).Select(p => Stranger(p.PropertyType, seen)).FirstOrDefault(s => s is not null);
    }

    private static bool IsPlain(Type type) => type.IsPrimitive || type.IsEnum || Known.Contains(type);

    private static bool IsImmutable(Type type) =>
        IsPlain(type) || type.IsDefined(typeof(ImmutableAttribute), inherit: false) || (Nullable.GetUnderlyingType(type) is { } value && IsImmutable(value));

    private static Type[]? Elements(Type type)
    {
        if (type.IsArray)
        {
            return [type.GetElementType()!];
        }

        return type.IsGenericType && type.GetGenericTypeDefinition() is var open && (open == typeof(IReadOnlyList<>) || open == typeof(IReadOnlyDictionary<,>))
            ? type.GetGenericArguments()
            : null;
    }

    private static IEnumerable<PropertyInfo> Members(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance).Where(p => p.IsDefined(typeof(IdAttribute)));
}

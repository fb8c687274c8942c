using System.Collections;
using System.Runtime.CompilerServices;

namespace Squaremcp.Tests.Contracts;

/// <summary>An instance of a type that travels, every member filled.</summary>
internal static class Sample
{
    internal static object Of(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Of(value);
        }

        if (type.IsEnum)
        {
            return Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)!;
        }

        return type.IsGenericType ? Collection(type) : type.Name switch
        {
            nameof(String) => "text",
            nameof(Boolean) => true,
            nameof(Int32) => 7,
            nameof(Int64) => 7L,
            nameof(DateTimeOffset) => DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123),
            nameof(DateOnly) => new DateOnly(2026, 11, 21),
            nameof(TimeSpan) => TimeSpan.FromSeconds(3),
            _ => Record(type),
        };
    }

    private static object Collection(Type type)
    {
        var arguments = type.GetGenericArguments();
        if (arguments.Length == 2)
        {
            var dictionary = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(arguments))!;
            dictionary[Of(arguments[0])] = Of(arguments[1]);
            return dictionary;
        }

        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(arguments))!;
        list.Add(Of(arguments[0]));
        return list;
    }

    private static object Record(Type type)
    {
        var made = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var (_, property) in WireTypes.Members(type))
        {
            property.SetValue(made, Of(property.PropertyType));
        }

        return made;
    }
}

using System.Reflection;
using Squaremcp.Embedded.Api;

namespace Squaremcp.Embedded;

/// <summary>
/// What may cross a grain call: primitives, the framework's own value types, read-only collections, and our types that carry
/// <c>[GenerateSerializer]</c>. Those are immutable (a contract test says so), which is why this host need not copy them.
/// </summary>
internal static class Travel
{
    private static readonly HashSet<Type> Plain =
    [
        typeof(string), typeof(bool), typeof(int), typeof(long), typeof(double), typeof(decimal), typeof(Guid),
        typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeSpan), typeof(byte[]),
    ];

    private static readonly HashSet<Type> Collections = [typeof(IReadOnlyList<>), typeof(IReadOnlyDictionary<,>)];

    internal static void Check(Type type, string where)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            Check(value, where);
        }
        else if (type.IsGenericType && Collections.Contains(type.GetGenericTypeDefinition()))
        {
            Array.ForEach(type.GetGenericArguments(), argument => Check(argument, where));
        }
        else if (!Plain.Contains(type) && type.GetCustomAttribute<GenerateSerializerAttribute>() is null)
        {
            throw new NotSupportedException($"{where}: {type} may not travel; give it [GenerateSerializer], [Alias] and [Id]s, or use a type that has them.");
        }
    }
}

using System.Reflection;
using Squaremcp.Customers;
using Squaremcp.Grains;

namespace Squaremcp.Tests.Contracts;

/// <summary>Every type that travels between processes or is stored, and every grain interface.</summary>
internal static class WireTypes
{
    private static readonly Assembly[] Ours = [typeof(ICustomerGrain).Assembly, GrainServices.Assembly];

    internal static IEnumerable<Type> Serialized => Ours.SelectMany(assembly => assembly.GetTypes()).Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null);

    internal static IEnumerable<Type> GrainInterfaces => Ours.SelectMany(assembly => assembly.GetTypes()).Where(type => type.IsInterface && typeof(IGrainWithStringKey).IsAssignableFrom(type));

    internal static string? Alias(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>()?.Alias;

    internal static IEnumerable<(uint Id, PropertyInfo Property)> Members(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
        .Where(property => property.GetCustomAttribute<IdAttribute>() is not null)
        .Select(property => (property.GetCustomAttribute<IdAttribute>()!.Id, property))
        .OrderBy(member => member.Id);

    /// <summary>One line a fact: what another version of this program relies on.</summary>
    internal static IEnumerable<string> Contract() => Serialized.Select(Lines).Concat(GrainInterfaces.Select(Methods)).SelectMany(lines => lines).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Lines(Type type) => type.IsEnum
        ? Enum.GetValues(type).Cast<object>().Select(value => $"{Alias(type)} {Convert.ToInt64(value)} {value}")
        : Members(type).Select(member => $"{Alias(type)} {member.Id} {member.Property.Name} {Name(member.Property.PropertyType)}");

    private static IEnumerable<string> Methods(Type type) => type.GetMethods().Select(method =>
        $"{Alias(type)}.{Alias(method)}({string.Join(", ", method.GetParameters().Select(parameter => Name(parameter.ParameterType)))}) {Name(method.ReturnType)}{(method.GetCustomAttribute<AlwaysInterleaveAttribute>() is null ? "" : " interleaves")}");

    private static string Name(Type type) => type.IsGenericType
        ? $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : Alias(type) ?? type.Name;
}

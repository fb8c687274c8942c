using Squaremcp.Grains;

namespace Squaremcp.Tests.Contracts;

/// <summary>What grains keep: every type that a grain's constructor takes as its state.</summary>
internal static class StoredStates
{
    internal static IEnumerable<Type> All => Of(GrainServices.Assembly.GetTypes());

    internal static IEnumerable<Type> Of(IEnumerable<Type> grains) =>
        from grain in grains
        where grain is { IsClass: true, IsAbstract: false } && typeof(IGrainBase).IsAssignableFrom(grain)
        from parameter in grain.GetConstructors().SelectMany(constructor => constructor.GetParameters())
        where parameter.ParameterType.IsGenericType && parameter.ParameterType.GetGenericTypeDefinition() == typeof(IPersistentState<>)
        select parameter.ParameterType.GetGenericArguments()[0];
}

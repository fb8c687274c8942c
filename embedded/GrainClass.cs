using System.Linq.Expressions;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Embedded.Api;

namespace Squaremcp.Embedded;

/// <summary>A grain class as the host runs it: its name, how it is made, and which states it keeps.</summary>
internal sealed class GrainClass
{
    private readonly Func<object?[], Grain> construct;
    private readonly Func<IServiceProvider, GrainId, IStateOwner, object?>[] parameters;

    internal GrainClass(Type type)
    {
        Type = type;
        GrainType = type.GetCustomAttribute<GrainTypeAttribute>()?.GrainType ?? type.Name.ToLowerInvariant();
        Interfaces = [.. type.GetInterfaces().Where(IsGrainInterface)];
        HouseRules.Check(this);
        var constructor = type.GetConstructors().Single();
        construct = Compile(constructor);
        parameters = [.. constructor.GetParameters().Select(Argument)];
    }

    internal Type Type { get; }

    internal string GrainType { get; }

    internal IReadOnlyList<Type> Interfaces { get; }

    internal Grain Create(IServiceProvider services, GrainId id, IStateOwner owner)
    {
        var arguments = new object?[parameters.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = parameters[i](services, id, owner);
        }

        return construct(arguments);
    }

    internal static bool IsGrainInterface(Type type) =>
        type.IsInterface && typeof(IGrainWithStringKey).IsAssignableFrom(type) && type != typeof(IGrainWithStringKey);

    private static Func<object?[], Grain> Compile(ConstructorInfo constructor)
    {
        var arguments = Expression.Parameter(typeof(object?[]));
        var values = constructor.GetParameters().Select((parameter, i) => Expression.Convert(Expression.ArrayIndex(arguments, Expression.Constant(i)), parameter.ParameterType));
        return Expression.Lambda<Func<object?[], Grain>>(Expression.New(constructor, values), arguments).Compile();
    }

    private static Func<IServiceProvider, GrainId, IStateOwner, object?> Argument(ParameterInfo parameter)
    {
        if (parameter.GetCustomAttribute<PersistentStateAttribute>() is not { } state)
        {
            return (services, _, _) => services.GetRequiredService(parameter.ParameterType);
        }

        var implementation = typeof(PersistentState<>).MakeGenericType(parameter.ParameterType.GetGenericArguments()[0]);
        return (services, id, owner) =>
        {
            var made = (ILoadedState)Activator.CreateInstance(implementation, state.StateName, id, services.GetRequiredService<IGrainStorage>(), owner)!;
            owner.Own(made);
            return made;
        };
    }
}

/// <summary>A state that is read before its grain is activated.</summary>
internal interface ILoadedState
{
    Task LoadAsync();
}

internal interface IStateOwner
{
    void Own(ILoadedState state);

    bool RefusesSave();
}

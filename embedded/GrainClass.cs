using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Embedded.Api;

namespace Squaremcp.Embedded;

/// <summary>A grain class: how it is made, and which of its activations are in memory.</summary>
internal sealed class GrainClass
{
    private readonly ConstructorInvoker constructor;
    private readonly Func<Activation, object?>[] arguments;
    private readonly ConditionalWeakTable<Activation, List<IStorage>> states = [];

    internal GrainClass(Type type, Copying copying)
    {
        Type = type;
        GrainType = GrainType.Create(type.GetCustomAttribute<GrainTypeAttribute>()?.GrainType ?? DefaultName(type));
        Interfaces = [.. type.GetInterfaces().Where(i => i.IsAssignableTo(typeof(IGrainWithStringKey)) && i != typeof(IGrainWithStringKey))];
        Methods = Interfaces.SelectMany(i => Pairs(type, i)).ToDictionary(pair => pair.Declared, pair => new GrainMethod(pair.Declared, pair.Written, copying));
        ReceiveReminder = type.IsAssignableTo(typeof(IRemindable))
            ? Pairs(type, typeof(IRemindable)).Select(pair => new GrainMethod(pair.Declared, pair.Written, new Copying(everything: false))).Single()
            : null;
        var made = type.GetConstructors().Single();
        constructor = ConstructorInvoker.Create(made);
        arguments = [.. made.GetParameters().Select(Argument)];
    }

    internal Type Type { get; }

    internal GrainType GrainType { get; }

    internal Type[] Interfaces { get; }

    internal Dictionary<MethodInfo, GrainMethod> Methods { get; }

    /// <summary>Null where the class is not <see cref="IRemindable"/>.</summary>
    internal GrainMethod? ReceiveReminder { get; }

    internal ConcurrentDictionary<IdSpan, Activation> Activations { get; } = new();

    internal object Create(Activation activation)
    {
        var values = new object?[arguments.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = arguments[i](activation);
        }

        return constructor.Invoke(values.AsSpan());
    }

    internal IEnumerable<IStorage> StatesOf(Activation activation) => states.TryGetValue(activation, out var found) ? found : [];

    private static string DefaultName(Type type)
    {
        const string suffix = "grain";
        var name = type.Name.ToLowerInvariant();
        return name.EndsWith(suffix, StringComparison.Ordinal) && name.Length > suffix.Length ? name[..^suffix.Length] : name;
    }

    private static IEnumerable<(MethodInfo Declared, MethodInfo Written)> Pairs(Type type, Type contract)
    {
        var map = type.GetInterfaceMap(contract);
        return map.InterfaceMethods.Zip(map.TargetMethods).Where(pair => !pair.First.IsStatic);
    }

    private Func<Activation, object?> Argument(ParameterInfo parameter)
    {
        if (parameter.GetCustomAttribute<PersistentStateAttribute>() is { } stored)
        {
            var made = typeof(PersistentState<>).MakeGenericType(parameter.ParameterType.GetGenericArguments()[0]).GetConstructors().Single();
            return activation =>
            {
                var storage = stored.StorageName is { } name
                    ? activation.ActivationServices.GetRequiredKeyedService<IGrainStorage>(name)
                    : activation.ActivationServices.GetRequiredService<IGrainStorage>();
                var state = (IStorage)made.Invoke([stored.StateName, activation.GrainId, storage, activation.Host.Faults]);
                states.GetValue(activation, _ => []).Add(state);
                return state;
            };
        }

        var service = parameter.ParameterType;
        if (service == typeof(IGrainContext))
        {
            return activation => activation;
        }

        return activation => activation.ActivationServices.GetService(service)
            ?? (parameter.HasDefaultValue ? parameter.DefaultValue : throw new InvalidOperationException($"{Type} needs {service}, which is not registered."));
    }
}

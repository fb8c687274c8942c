using System.Reflection;
using Squaremcp.Embedded.Api;

namespace Squaremcp.Embedded;

/// <summary>What this host does not do is refused when it starts, with a sentence, and never half done.</summary>
internal static class GrainRules
{
    private static readonly string[] Foreign = ["ReentrantAttribute", "StatelessWorkerAttribute", "MayInterleaveAttribute", "ReadOnlyAttribute", "OneWayAttribute", "ImplicitStreamSubscriptionAttribute", "UnorderedAttribute"];

    internal static void Check(IReadOnlyList<Type> classes)
    {
        var complaints = classes.SelectMany(OfClass).Concat(Twice(classes)).ToList();
        if (complaints.Count > 0)
        {
            throw new NotSupportedException("The embedded grain host cannot run these grains:" + Environment.NewLine + string.Join(Environment.NewLine, complaints));
        }
    }

    private static IEnumerable<string> Twice(IReadOnlyList<Type> classes) =>
        classes.SelectMany(Contracts, (type, contract) => (type, contract)).GroupBy(p => p.contract, p => p.type).Where(g => g.Count() > 1)
            .Select(g => $"{g.Key}: implemented by {string.Join(" and ", g)}; one class per interface.");

    private static IEnumerable<Type> Contracts(Type type) => type.GetInterfaces()
        .Where(i => i.IsAssignableTo(typeof(IGrain)) && i != typeof(IGrain) && i != typeof(IGrainWithStringKey) && i != typeof(IRemindable));

    private static IEnumerable<string> OfClass(Type type)
    {
        if (type.IsGenericType)
        {
            yield return $"{type}: grain classes are not generic here.";
        }

        if (type.GetConstructors().Length != 1)
        {
            yield return $"{type}: needs exactly one public constructor.";
        }

        foreach (var name in type.GetCustomAttributes().Select(a => a.GetType().Name).Where(Foreign.Contains))
        {
            yield return $"{type}: [{name.Replace("Attribute", "", StringComparison.Ordinal)}] is not supported.";
        }

        foreach (var method in type.GetMethods().Where(m => m.IsDefined(typeof(AlwaysInterleaveAttribute), inherit: false)))
        {
            yield return $"{type}.{method.Name}: [AlwaysInterleave] belongs on the interface method; Orleans ignores it on the class.";
        }

        foreach (var contract in Contracts(type))
        {
            if (!contract.IsAssignableTo(typeof(IGrainWithStringKey)) || contract.IsGenericType)
            {
                yield return $"{contract}: only IGrainWithStringKey, and no generic interfaces.";
            }

            foreach (var complaint in contract.GetMethods().Where(m => !m.IsStatic).SelectMany(OfMethod))
            {
                yield return complaint;
            }
        }
    }

    private static IEnumerable<string> OfMethod(MethodInfo method)
    {
        var name = $"{method.DeclaringType}.{method.Name}";
        if (method.IsGenericMethod)
        {
            yield return $"{name}: generic methods are not supported.";
            yield break;
        }

        foreach (var foreign in method.GetCustomAttributes().Select(a => a.GetType().Name).Where(Foreign.Contains))
        {
            yield return $"{name}: [{foreign.Replace("Attribute", "", StringComparison.Ordinal)}] is not supported.";
        }

        var generic = method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() == typeof(Task<>);
        if (!generic && method.ReturnType != typeof(Task))
        {
            yield return $"{name}: returns {method.ReturnType}; grain methods return Task or Task<T>.";
        }
        else if (generic && Copying.Stranger(method.ReturnType.GetGenericArguments()[0]) is { } answer)
        {
            yield return $"{name}: answers with {answer}, which cannot travel. Give it [GenerateSerializer], [Alias] and [Id]s.";
        }

        foreach (var parameter in method.GetParameters())
        {
            if (parameter.ParameterType.IsByRef)
            {
                yield return $"{name}: parameter {parameter.Name} is in, out or ref.";
            }
            else if (parameter.ParameterType != typeof(CancellationToken) && Copying.Stranger(parameter.ParameterType) is { } stranger)
            {
                yield return $"{name}: parameter {parameter.Name} holds {stranger}, which cannot travel. Give it [GenerateSerializer], [Alias] and [Id]s.";
            }
        }
    }
}

using System.Reflection;
using Squaremcp.Embedded.Api;

namespace Squaremcp.Embedded;

/// <summary>What this host does not do is refused at start, with a sentence, rather than done differently from Orleans.</summary>
internal static class HouseRules
{
    internal static void Check(GrainClass grain)
    {
        var type = grain.Type;
        Refuse(grain.Interfaces.Count == 0, $"{type} implements no interface derived from IGrainWithStringKey; only string keys are supported.");
        Refuse(type.IsGenericType, $"{type} is generic; generic grain classes are not supported.");
        Refuse(type.GetConstructors().Length != 1, $"{type} needs exactly one public constructor.");
        foreach (var attribute in type.GetCustomAttributes().Select(attribute => attribute.GetType().Name).Where(name => name is "ReentrantAttribute" or "StatelessWorkerAttribute" or "MayInterleaveAttribute"))
        {
            Refuse(true, $"{type} carries [{attribute[..^9]}]; only [AlwaysInterleave] on an interface method lets calls interleave.");
        }

        foreach (var method in type.GetMethods().Where(method => method.GetCustomAttribute<AlwaysInterleaveAttribute>() is not null))
        {
            Refuse(true, $"{type}.{method.Name} carries [AlwaysInterleave]; Orleans ignores it there: put it on the interface method.");
        }

        foreach (var method in grain.Interfaces.SelectMany(one => one.GetMethods()))
        {
            Check(method);
        }
    }

    private static void Check(MethodInfo method)
    {
        var name = $"{method.DeclaringType}.{method.Name}";
        Refuse(method.IsGenericMethod, $"{name} is generic; generic grain methods are not supported.");
        Refuse(
            method.ReturnType != typeof(Task) && !(method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() == typeof(Task<>)),
            $"{name} returns {method.ReturnType.Name}; grain methods return Task or Task<T>.");
        Refuse(method.GetParameters().Any(parameter => parameter.ParameterType.IsByRef), $"{name} has a ref or out parameter.");
        var tokens = method.GetParameters().Count(parameter => parameter.ParameterType == typeof(CancellationToken));
        Refuse(tokens > 1 || (tokens == 1 && method.GetParameters()[^1].ParameterType != typeof(CancellationToken)), $"{name} takes its CancellationToken elsewhere than last.");
        foreach (var parameter in method.GetParameters().Where(parameter => parameter.ParameterType != typeof(CancellationToken)))
        {
            Travel.Check(parameter.ParameterType, $"{name}, parameter {parameter.Name}");
        }

        if (method.ReturnType.IsGenericType)
        {
            Travel.Check(method.ReturnType.GetGenericArguments()[0], $"{name}, its result");
        }
    }

    private static void Refuse(bool refused, string sentence)
    {
        if (refused)
        {
            throw new NotSupportedException(sentence);
        }
    }
}

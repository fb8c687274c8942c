using System.Reflection;
using Squaremcp.Embedded.Api;

namespace Squaremcp.Embedded;

/// <summary>What is known of an interface method before it is called.</summary>
internal sealed class GrainMethod
{
    private static readonly MethodInfo Maker = typeof(GrainMethod).GetMethod(nameof(MakeCall), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly MethodInvoker invoker;
    private readonly Func<GrainHost, GrainClass, GrainId, GrainMethod, object?[], GrainCall> make;
    private readonly Copier?[] copiers;

    internal GrainMethod(MethodInfo method, MethodInfo implementation, Copying copying)
    {
        InterfaceMethod = method;
        ImplementationMethod = implementation;
        Interleaves = method.IsDefined(typeof(AlwaysInterleaveAttribute), inherit: false);
        var parameters = method.GetParameters();
        TokenAt = Array.FindIndex(parameters, p => p.ParameterType == typeof(CancellationToken));
        copiers = [.. parameters.Select(p => p.ParameterType == typeof(CancellationToken) ? null : copying.Of(p.ParameterType))];
        var answer = method.ReturnType.IsGenericType ? method.ReturnType.GetGenericArguments()[0] : null;
        Answer = answer is null ? Copier.None : copying.Of(answer);
        AnswerType = answer;
        invoker = MethodInvoker.Create(method);
        make = Maker.MakeGenericMethod(answer ?? typeof(object)).CreateDelegate<Func<GrainHost, GrainClass, GrainId, GrainMethod, object?[], GrainCall>>();
    }

    internal string Name => InterfaceMethod.Name;

    internal MethodInfo InterfaceMethod { get; }

    internal MethodInfo ImplementationMethod { get; }

    internal bool Interleaves { get; }

    /// <summary>Where the cancellation token stands among the arguments, or -1.</summary>
    internal int TokenAt { get; }

    internal Copier Answer { get; }

    /// <summary>Null for a plain <see cref="Task"/>.</summary>
    internal Type? AnswerType { get; }

    internal GrainCall Call(GrainHost host, GrainClass kind, GrainId id, object?[] arguments)
    {
        for (var i = 0; i < copiers.Length; i++)
        {
            if (copiers[i] is { } copier)
            {
                arguments[i] = copier.Copy(arguments[i]);
            }
        }

        return make(host, kind, id, this, arguments);
    }

    internal Task Invoke(object grain, object?[] arguments) =>
        (Task)(invoker.Invoke(grain, arguments.AsSpan()) ?? throw new InvalidOperationException($"{ImplementationMethod.DeclaringType}.{Name} returned null instead of a task."));

    private static GrainCall<T> MakeCall<T>(GrainHost host, GrainClass kind, GrainId id, GrainMethod method, object?[] arguments) =>
        new(host, kind, id, method, arguments);
}

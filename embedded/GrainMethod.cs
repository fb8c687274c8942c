using System.Linq.Expressions;
using System.Reflection;
using Squaremcp.Embedded.Api;

namespace Squaremcp.Embedded;

/// <summary>One method of a grain interface, ready to be called without reflection.</summary>
internal abstract class GrainMethod(MethodInfo method)
{
    internal string InterfaceName { get; } = method.DeclaringType!.FullName!;

    internal string Name { get; } = method.Name;

    internal bool Interleaves { get; } = method.GetCustomAttribute<AlwaysInterleaveAttribute>() is not null;

    internal bool TakesToken { get; } = method.GetParameters() is [.., { } last] && last.ParameterType == typeof(CancellationToken);

    internal abstract Task Call(GrainHost host, GrainId target, object?[] arguments);

    internal static GrainMethod For(MethodInfo method) => method.ReturnType == typeof(Task)
        ? new GrainAction(method)
        : (GrainMethod)Activator.CreateInstance(typeof(GrainFunction<>).MakeGenericType(method.ReturnType.GetGenericArguments()[0]), method)!;

    protected static Func<object, object?[], TTask> Compile<TTask>(MethodInfo method)
    {
        var grain = Expression.Parameter(typeof(object));
        var arguments = Expression.Parameter(typeof(object?[]));
        var values = method.GetParameters().Select((parameter, i) => Expression.Convert(Expression.ArrayIndex(arguments, Expression.Constant(i)), parameter.ParameterType));
        var call = Expression.Call(Expression.Convert(grain, method.DeclaringType!), method, values);
        return Expression.Lambda<Func<object, object?[], TTask>>(call, grain, arguments).Compile();
    }
}

internal sealed class GrainFunction<T>(MethodInfo method) : GrainMethod(method)
{
    private readonly Func<object, object?[], Task<T>> invoke = Compile<Task<T>>(method);

    internal override Task Call(GrainHost host, GrainId target, object?[] arguments) => host.CallAsync(this, target, arguments, invoke);
}

internal sealed class GrainAction(MethodInfo method) : GrainMethod(method)
{
    private readonly Func<object, object?[], Task> invoke = Compile<Task>(method);

    internal override Task Call(GrainHost host, GrainId target, object?[] arguments) => host.CallAsync(this, target, arguments, async (grain, values) =>
    {
        await invoke(grain, values);
        return true;
    });
}

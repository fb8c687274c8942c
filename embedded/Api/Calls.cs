using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Squaremcp.Embedded.Api;

public interface IGrainCallContext
{
    object Grain { get; }

    MethodInfo InterfaceMethod { get; }

    string InterfaceName { get; }

    string MethodName { get; }

    GrainId? SourceId { get; }

    GrainId TargetId { get; }

    object? Result { get; set; }

    Task Invoke();
}

public interface IIncomingGrainCallContext : IGrainCallContext
{
    MethodInfo ImplementationMethod { get; }

    IGrainContext TargetContext { get; }
}

public interface IIncomingGrainCallFilter
{
    Task Invoke(IIncomingGrainCallContext context);
}

public static class GrainCallFilterServiceCollectionExtensions
{
    public static IServiceCollection AddGrainCallFilter<TImplementation>(this IServiceCollection services)
        where TImplementation : class, IIncomingGrainCallFilter =>
        services.AddSingleton<IIncomingGrainCallFilter, TImplementation>();

    public static IServiceCollection AddGrainCallFilter(this IServiceCollection services, IIncomingGrainCallFilter filter) =>
        services.AddSingleton(filter);
}

/// <summary>Flows with a call to the grains it reaches, never back.</summary>
public static class RequestContext
{
    private static readonly AsyncLocal<System.Collections.Immutable.ImmutableDictionary<string, object>?> Values = new();

    public static object? Get(string key) => Values.Value?.GetValueOrDefault(key);

    public static void Set(string key, object value) =>
        Values.Value = (Values.Value ?? System.Collections.Immutable.ImmutableDictionary<string, object>.Empty).SetItem(key, value);

    public static bool Remove(string key)
    {
        if (Values.Value?.ContainsKey(key) is not true)
        {
            return false;
        }

        Values.Value = Values.Value.Remove(key);
        return true;
    }

    public static void Clear() => Values.Value = null;
}

/// <summary>The call was refused before it ran.</summary>
public class OrleansMessageRejectionException : OrleansException
{
    internal OrleansMessageRejectionException(string message)
        : base(message)
    {
    }
}

namespace Squaremcp.Embedded.Api;

public interface IGrainCallContext
{
    object Grain { get; }

    GrainId TargetId { get; }

    string InterfaceName { get; }

    string MethodName { get; }

    object? Result { get; set; }

    Task Invoke();
}

public interface IIncomingGrainCallContext : IGrainCallContext;

public interface IIncomingGrainCallFilter
{
    Task Invoke(IIncomingGrainCallContext context);
}

/// <summary>Values that travel with a call to whatever it calls in turn, never back.</summary>
public static class RequestContext
{
    private static readonly AsyncLocal<System.Collections.Immutable.ImmutableDictionary<string, object>?> Values = new();

    public static object? Get(string key) => Values.Value is { } values && values.TryGetValue(key, out var value) ? value : null;

    public static void Set(string key, object value) =>
        Values.Value = (Values.Value ?? System.Collections.Immutable.ImmutableDictionary<string, object>.Empty).SetItem(key, value);

    public static bool Remove(string key)
    {
        if (Values.Value is not { } values || !values.ContainsKey(key))
        {
            return false;
        }

        Values.Value = values.Remove(key);
        return true;
    }

    public static void Clear() => Values.Value = null;
}

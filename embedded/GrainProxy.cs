using System.Collections.Concurrent;
using System.Reflection;
using Squaremcp.Embedded.Api;

namespace Squaremcp.Embedded;

/// <summary>What <see cref="IGrainFactory.GetGrain"/> gives out: holds an identity, sends every call to the host.</summary>
internal class GrainProxy : DispatchProxy, IGrainReference
{
    private static readonly ConcurrentDictionary<MethodInfo, GrainMethod> Methods = new();

    private GrainHost host = null!;

    public GrainId GrainId { get; private set; }

    internal static T Create<T>(GrainHost host, GrainId id)
    {
        var reference = DispatchProxy.Create<T, GrainProxy>()!;
        var proxy = (GrainProxy)(object)reference;
        (proxy.host, proxy.GrainId) = (host, id);
        return reference;
    }

    public override bool Equals(object? obj) => obj is IGrainReference other && other.GrainId == GrainId;

    public override int GetHashCode() => GrainId.GetHashCode();

    public override string ToString() => GrainId.ToString();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        Methods.GetOrAdd(targetMethod!, static method => GrainMethod.For(method)).Call(host, GrainId, args ?? []);
}

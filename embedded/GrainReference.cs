using System.Reflection;
using Squaremcp.Embedded.Api;

namespace Squaremcp.Embedded;

/// <summary>What callers hold: an identity, never the grain. Equal where identity and interface are.</summary>
internal class GrainReference : DispatchProxy, IGrainReference, IEquatable<GrainReference>
{
    private GrainHost host = null!;
    private GrainClass kind = null!;
    private Type contract = null!;

    public GrainId GrainId { get; private set; }

    public bool Equals(GrainReference? other) => other is not null && GrainId == other.GrainId && contract == other.contract;

    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    public override int GetHashCode() => GrainId.GetHashCode();

    public override string ToString() => $"{contract.Name}:{GrainId}";

    internal void Bind(GrainHost to, GrainClass grain, GrainId id, Type through)
    {
        (host, kind, contract) = (to, grain, through);
        GrainId = id;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        host.Send(kind, GrainId, kind.Methods[targetMethod!], args ?? []);
}

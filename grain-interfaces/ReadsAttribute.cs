namespace Squaremcp;

/// <summary>The call changes nothing that another one would see: where its answer is lost with a silo, it is asked again.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadsAttribute : Attribute;

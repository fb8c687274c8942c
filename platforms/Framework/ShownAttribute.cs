namespace Squaremcp.Platforms;

/// <summary>The argument names what is acted on and is not private: its value stands in the audit trail's summary. All other text stands there by its length only.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ShownAttribute : Attribute;

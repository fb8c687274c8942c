namespace Squaremcp.Platforms;

/// <summary>A value of this argument to copy; stands in the schema and in what a wrong argument is answered.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ExampleAttribute(string value) : Attribute
{
    public string Value { get; } = value;
}

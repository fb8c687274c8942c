using static ModelContextProtocol.Protocol.ElicitRequestParams;

namespace Squaremcp.Frontend.Mcp.Conformance;

/// <summary>Forms a person at the client is asked to fill in.</summary>
internal static class Forms
{
    private static readonly string[] Options = ["option1", "option2", "option3"];

    internal static RequestSchema Defaults => new()
    {
        Properties =
        {
            ["name"] = new StringSchema { Description = "A name.", Default = "John Doe" },
            ["age"] = new NumberSchema { Type = "integer", Description = "Years.", Default = 30 },
            ["score"] = new NumberSchema { Description = "Points.", Default = 95.5 },
            ["status"] = new UntitledSingleSelectEnumSchema { Description = "A state.", Enum = ["active", "inactive", "pending"], Default = "active" },
            ["verified"] = new BooleanSchema { Description = "Whether it was checked.", Default = true },
        },
    };

    internal static RequestSchema Choices => new()
    {
        Properties =
        {
            ["untitledSingle"] = new UntitledSingleSelectEnumSchema { Description = "One of three.", Enum = Options },
            ["titledSingle"] = new TitledSingleSelectEnumSchema { Description = "One of three with titles.", OneOf = Titled("Option") },
            ["legacyEnum"] = new LegacyTitledEnumSchema { Description = "One of three, the old way.", Enum = ["opt1", "opt2", "opt3"], EnumNames = ["Option One", "Option Two", "Option Three"] },
            ["untitledMulti"] = new UntitledMultiSelectEnumSchema { Description = "Some of three.", Items = new() { Enum = Options } },
            ["titledMulti"] = new TitledMultiSelectEnumSchema { Description = "Some of three with titles.", Items = new() { AnyOf = Titled("Choice") } },
        },
    };

    internal static RequestSchema Text(string field) => new() { Properties = { [field] = new StringSchema { Description = "Any text." } }, Required = [field] };

    internal static RequestSchema YesOrNo(string field) => new() { Properties = { [field] = new BooleanSchema { Description = "Yes or no." } }, Required = [field] };

    private static EnumSchemaOption[] Titled(string noun) =>
    [
        new() { Const = "value1", Title = $"First {noun}" }, new() { Const = "value2", Title = $"Second {noun}" }, new() { Const = "value3", Title = $"Third {noun}" },
    ];
}

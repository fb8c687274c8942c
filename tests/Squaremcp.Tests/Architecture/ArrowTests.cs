using System.Reflection;

namespace Squaremcp.Tests.Architecture;

/// <summary>Which project may know which (DESIGN in one picture: docs/decisions/0001 and CONTRIBUTING).</summary>
public sealed class ArrowTests
{
    private static readonly Assembly Frontend = Load("squaremcp");
    private static readonly Assembly Grains = Load("Squaremcp.Grains");

    [Fact]
    public void In_the_frontend_only_the_composition_names_grains_storage_or_the_embedded_host() =>
        Offences.None(
            from uses in TypeUses.In(Frontend)
            where !uses.Key.Name.StartsWith("Composition", StringComparison.Ordinal)
            from used in uses
            where AssemblyOf(used) is "Squaremcp.Grains" or "Squaremcp.Storage" or "Squaremcp.Vault"
                || (AssemblyOf(used) is "Squaremcp.Embedded" && used.Namespace != "Squaremcp.Embedded.Api")
            select $"{uses.Key.FullName} names {used.FullName}; put it behind an interface that Composition.Embedded.cs registers");

    [Fact]
    public void Every_composition_type_lives_in_a_composition_file() =>
        Offences.None(
            from file in Repository.Sources("frontend/")
            where !Path.GetFileName(file).StartsWith("Composition", StringComparison.Ordinal)
            from line in Repository.Find([file], new(@"\b(?:class|record|struct|interface|enum)\s+Composition", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)))
            select line);

    [Theory]
    [InlineData("Squaremcp.Platforms")]
    [InlineData("Squaremcp.Sandbox")]
    [InlineData("Squaremcp.Telemetry")]
    [InlineData("Squaremcp.GrainInterfaces", "Squaremcp.Embedded")]
    [InlineData("Squaremcp.Storage", "Squaremcp.Embedded", "Squaremcp.GrainInterfaces")]
    [InlineData("Squaremcp.Settings", "Squaremcp.GrainInterfaces", "Squaremcp.Platforms")]
    [InlineData("Squaremcp.Vault", "Squaremcp.GrainInterfaces", "Squaremcp.Platforms", "Squaremcp.Storage")]
    [InlineData("Squaremcp.Grains", "Squaremcp.Embedded", "Squaremcp.GrainInterfaces", "Squaremcp.Platforms", "Squaremcp.Storage", "Squaremcp.Vault")]
    public void A_project_knows_only_what_is_below_it(string project, params string[] below) =>
        Offences.None(
            from reference in Load(project).GetReferencedAssemblies()
            where reference.Name!.StartsWith("squaremcp", StringComparison.OrdinalIgnoreCase) && !below.Contains(reference.Name)
            select $"{project} refers to {reference.Name}");

    [Fact]
    public void Grains_know_no_web_server() =>
        Offences.None(
            from reference in Grains.GetReferencedAssemblies()
            where reference.Name!.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
            select $"Squaremcp.Grains refers to {reference.Name}");

    [Fact]
    public void Grains_know_only_the_contract_of_storage() =>
        Offences.None(
            from uses in TypeUses.In(Grains)
            from used in uses
            where AssemblyOf(used) is "Squaremcp.Storage" && used.Namespace != "Squaremcp.Storage"
            select $"{uses.Key.FullName} names {used.FullName}");

    [Fact]
    public void State_is_assigned_by_StatefulGrain_alone() =>
        Offences.None(
            from type in Grains.GetTypes()
            where !TypeUses.Outermost(type).Name.StartsWith("StatefulGrain", StringComparison.Ordinal)
            from call in TypeUses.Calls(type)
            where IsStorage(call.DeclaringType) && call.Name is "set_State" or "WriteStateAsync" or "ClearStateAsync"
            select $"{type.FullName} calls {call.Name}; changes go through StatefulGrain.ChangeAsync");

    [Fact]
    public void A_use_is_seen_wherever_it_stands()
    {
        var used = TypeUses.In(typeof(ArrowTests).Assembly)[typeof(ArrowTests)].ToHashSet();

        Type[] expected = [typeof(System.Xml.XmlReader), typeof(System.Xml.XmlWriter), typeof(System.Xml.XmlConvert), typeof(System.Xml.NameTable)];
        Assert.All(expected, type => Assert.Contains(type, used));
    }

    private static Assembly Load(string name) => Assembly.Load(name);

    private static string? AssemblyOf(Type type) => type.Assembly.GetName().Name;

    private static bool IsStorage(Type? type) =>
        type?.GetInterfaces().Append(type).Any(candidate => candidate.Name is "IPersistentState`1" or "IStorage`1" or "IStorage") == true;

    /// <summary>Names four types of a library: in a generic argument, in a cast inside a lambda, as the owner of a static, in an iterator.</summary>
    private sealed class Example
    {
        public List<System.Xml.XmlReader> Shape { get; } = [];

        public Func<object, bool> Cast() => thing => thing is System.Xml.XmlWriter;

        public int Static() => System.Xml.XmlConvert.ToInt32("1");

        public IEnumerable<object> Iterator()
        {
            yield return new System.Xml.NameTable();
        }
    }
}

using System.Reflection;
using System.Runtime.CompilerServices;
using Squaremcp.Storage;
using Squaremcp.Tests.Architecture;

namespace Squaremcp.Tests.Contracts;

/// <summary>What silos, frontends and databases of different versions say to each other; see CONTRIBUTING.</summary>
public sealed class WireContractTests
{
    private const string Committed = "tests/Squaremcp.Tests/Contracts/contracts.txt";

    private static readonly HashSet<Type> Plain =
    [
        typeof(string), typeof(bool), typeof(int), typeof(long), typeof(uint), typeof(double), typeof(decimal), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeSpan), typeof(Guid), typeof(CancellationToken),
    ];

    [Fact]
    public void Every_type_that_travels_has_a_unique_alias()
    {
        var aliases = WireTypes.Serialized.Concat(WireTypes.GrainInterfaces).Select(type => (type, WireTypes.Alias(type))).ToList();

        Assert.NotEmpty(aliases);
        Assert.Empty(aliases.Where(one => one.Item2 is null).Select(one => one.type));
        Assert.Empty(aliases.GroupBy(one => one.Item2).Where(same => same.Count() > 1).Select(same => same.Key));
    }

    [Fact]
    public void Every_method_of_a_grain_has_an_alias_of_its_own_and_takes_its_token_last() => Assert.Empty(WireTypes.GrainInterfaces.SelectMany(type =>
        type.GetMethods().Where(method => WireTypes.Alias(method) is null || method.GetParameters() is not [.., { } last] || last.ParameterType != typeof(CancellationToken)).Select(method => $"{type.Name}.{method.Name}")
            .Concat(type.GetMethods().GroupBy(WireTypes.Alias).Where(same => same.Count() > 1).Select(same => $"{type.Name}: {same.Key} twice"))));

    [Fact]
    public void Every_member_is_numbered_from_zero_without_gaps_and_cannot_be_changed() => Assert.Empty(Records().SelectMany(Offences));

    [Fact]
    public void Only_known_types_travel() => Assert.Empty(
        Records().SelectMany(type => WireTypes.Members(type).Select(member => (Where: $"{type.Name}.{member.Property.Name}", Type: member.Property.PropertyType)))
            .Concat(WireTypes.GrainInterfaces.SelectMany(type => type.GetMethods()).SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType).Select(one => (Where: $"{method.DeclaringType!.Name}.{method.Name}", Type: one))))
            .Where(one => !Travels(one.Type)).Select(one => $"{one.Where}: {one.Type}"));

    [Fact]
    public void Every_record_survives_being_stored()
    {
        var serializer = new StateSerializer();
        foreach (var type in Records())
        {
            var made = Sample.Of(type);
            var first = Serialize(serializer, type, made);
            var again = typeof(StateSerializer).GetMethod(nameof(StateSerializer.Deserialize))!.MakeGenericMethod(type).Invoke(serializer, [first])!;
            Assert.Equal(first.ToString(), Serialize(serializer, type, again).ToString());
            Assert.All(WireTypes.Members(type), member => Assert.True(member.Property.GetValue(again) is not null, $"{type.Name}.{member.Property.Name} was lost"));
        }
    }

    [Fact]
    public async Task The_contract_is_the_committed_one()
    {
        var now = string.Concat(WireTypes.Contract().Select(line => line + "\n"));
        if (Environment.GetEnvironmentVariable("SQUAREMCP_UPDATE_SNAPSHOTS") == "1")
        {
            await File.WriteAllTextAsync(Path.Combine(Repository.Root, Committed), now, TestContext.Current.CancellationToken);
        }

        Assert.True(Repository.Read(Committed) == now, $"{Committed} differs. Members and methods may be added; none may be renumbered, retyped, renamed or taken away once released. If it is an addition: SQUAREMCP_UPDATE_SNAPSHOTS=1 dotnet test --filter WireContract");
    }

    [Theory]
    [InlineData(typeof(Unnumbered), "Text has no [Id]")]
    [InlineData(typeof(Gap), "ids are 0, 2")]
    [InlineData(typeof(Changeable), "Text can be set")]
    [InlineData(typeof(WithField), "Text is a field")]
    [InlineData(typeof(Changeable), "is not [Immutable]")]
    [InlineData(typeof(Open), "can be derived from")]
    public void An_offence_is_recognised(Type type, string offence) => Assert.Contains(Offences(type), found => found.Contains(offence, StringComparison.Ordinal));

    private static IEnumerable<Type> Records() => WireTypes.Serialized.Where(type => !type.IsEnum && !typeof(Exception).IsAssignableFrom(type));

    private static BinaryData Serialize(StateSerializer serializer, Type type, object value) =>
        (BinaryData)typeof(StateSerializer).GetMethod(nameof(StateSerializer.Serialize))!.MakeGenericMethod(type).Invoke(serializer, [value])!;

    private static IEnumerable<string> Offences(Type type)
    {
        var stored = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetMethod!.GetCustomAttribute<CompilerGeneratedAttribute>() is not null && property.Name != "EqualityContract").ToList();
        foreach (var property in stored.Where(property => property.GetCustomAttribute<IdAttribute>() is null))
        {
            yield return $"{type.Name}.{property.Name} has no [Id]";
        }

        foreach (var property in stored.Where(property => property.SetMethod is { } set && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit))))
        {
            yield return $"{type.Name}.{property.Name} can be set after it was made";
        }

        foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance).Where(field => field.GetCustomAttribute<CompilerGeneratedAttribute>() is null))
        {
            yield return $"{type.Name}.{field.Name} is a field; members that travel are properties";
        }

        if (type.GetCustomAttribute<ImmutableAttribute>() is null)
        {
            yield return $"{type.Name} is not [Immutable]: Orleans would copy it at every call";
        }

        if (type is { IsSealed: false, IsAbstract: false })
        {
            yield return $"{type.Name} can be derived from: a derived type would travel without a contract";
        }

        var ids = WireTypes.Members(type).Select(member => member.Id).ToList();
        if (!ids.SequenceEqual(Enumerable.Range(0, ids.Count).Select(id => (uint)id)))
        {
            yield return $"{type.Name}: its ids are {string.Join(", ", ids)}";
        }
    }

    private static bool Travels(Type type)
    {
        if (type == typeof(Task) || type.IsEnum || Plain.Contains(type) || Nullable.GetUnderlyingType(type) is { } value && Travels(value))
        {
            return true;
        }

        var generic = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        return generic is not null && (generic == typeof(Task<>) || generic == typeof(IReadOnlyList<>) || generic == typeof(IReadOnlyDictionary<,>))
            ? Array.TrueForAll(type.GetGenericArguments(), Travels)
            : type.GetCustomAttribute<GenerateSerializerAttribute>() is not null;
    }

    private sealed record Unnumbered
    {
        public string? Text { get; init; }
    }

    private sealed record Gap
    {
        [Id(0)] public string? One { get; init; }

        [Id(2)] public string? Two { get; init; }
    }

    private sealed record WithField
    {
        internal readonly string Text = "";
    }

    /// <summary>Public, or the compiler would want it sealed.</summary>
    public record Open;

    private sealed record Changeable
    {
        [Id(0)] public string? Text { get; set; }
    }
}

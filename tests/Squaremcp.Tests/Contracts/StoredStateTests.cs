using System.Text.Json.Nodes;
using Squaremcp.Storage;
using Squaremcp.Tests.Architecture;

namespace Squaremcp.Tests.Contracts;

/// <summary>
/// What an earlier version wrote is read, and nothing of it is lost. A golden file is written once, when its type is new (SQUAREMCP_UPDATE_SNAPSHOTS=1), and never again: that is what an installation has on its disk.
/// </summary>
public sealed class StoredStateTests
{
    private const string Folder = "tests/Squaremcp.Tests/Contracts/Golden";

    private static readonly StateSerializer Serializer = new();

    public static TheoryData<string> Aliases => [.. StoredStates.All.Select(Alias)];

    [Fact]
    public void What_a_grain_keeps_is_a_type_that_travels()
    {
        Assert.True(StoredStates.All.Count() >= 10);
        Assert.All(StoredStates.All, type => Assert.Contains(type, WireTypes.Serialized));
    }

    [Fact]
    public void A_state_without_serializer_and_alias_is_recognised() =>
        Assert.Equal([typeof(Careless)], StoredStates.Of([typeof(CarelessGrain)]).Where(type => !WireTypes.Serialized.Contains(type)));

    [Theory]
    [MemberData(nameof(Aliases))]
    public async Task A_state_of_old_is_read_and_nothing_of_it_is_lost(string alias)
    {
        var type = StoredStates.All.Single(one => Alias(one) == alias);
        var file = Path.Combine(Repository.Root, Folder, $"{alias}.json");
        if (!File.Exists(file) && Environment.GetEnvironmentVariable("SQUAREMCP_UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, JsonNode.Parse(Written(type, Sample.Of(type)))!.ToJsonString(new() { WriteIndented = true }) + "\n", TestContext.Current.CancellationToken);
        }

        Assert.True(File.Exists(file), $"{Folder}/{alias}.json is missing: SQUAREMCP_UPDATE_SNAPSHOTS=1 dotnet test --filter StoredState writes it, once.");
        var old = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        var again = Written(type, Read(type, old));
        Assert.Empty(Lost(JsonNode.Parse(old)!, JsonNode.Parse(again), alias));
    }

    [Fact]
    public void No_golden_file_is_of_a_type_that_is_gone() =>
        Assert.Empty(Repository.Files.Where(file => file.StartsWith(Folder, StringComparison.Ordinal)).Select(Path.GetFileNameWithoutExtension).Except(StoredStates.All.Select(Alias)));

    [Fact]
    public void What_is_lost_is_recognised() => Assert.Equal(
        ["x.b.c", "x.d[1]"],
        Lost(JsonNode.Parse("""{"a":1,"b":{"c":2},"d":[1,2]}""")!, JsonNode.Parse("""{"a":1,"b":{"renamed":2},"d":[1,3],"e":null}"""), "x"));

    /// <summary>The paths of what stood in the first and does not in the second. More may stand there.</summary>
    private static IEnumerable<string> Lost(JsonNode old, JsonNode? now, string at) => (old, now) switch
    {
        (JsonObject before, JsonObject after) => before.SelectMany(member => member.Value is null ? [] : after[member.Key] is { } kept ? Lost(member.Value, kept, $"{at}.{member.Key}") : [$"{at}.{member.Key}"]),
        (JsonArray before, JsonArray after) when before.Count == after.Count => before.SelectMany((item, i) => item is null ? [] : Lost(item, after[i], $"{at}[{i}]")),
        _ => JsonNode.DeepEquals(old, now) ? [] : [at],
    };

    private static string Alias(Type type) => WireTypes.Alias(type) ?? type.Name;

    private static string Written(Type type, object value) => typeof(StateSerializer).GetMethod(nameof(StateSerializer.Serialize))!.MakeGenericMethod(type).Invoke(Serializer, [value])!.ToString()!;

    private static object Read(Type type, string json) => typeof(StateSerializer).GetMethod(nameof(StateSerializer.Deserialize))!.MakeGenericMethod(type).Invoke(Serializer, [BinaryData.FromString(json)])!;

    private sealed record Careless(string Text);

    private sealed class CarelessGrain([PersistentState("careless")] IPersistentState<Careless> stored) : Grain
    {
        public override string ToString() => stored.State.Text;
    }
}

using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Squaremcp.Storage;

namespace Squaremcp.Tests.Storage;

public sealed class StateSerializerTests
{
    private static readonly StateSerializer Serializer = new();

    /// <summary>States as they lie on disks out there, by file. One line per state of a grain; a file, once released, is never changed.</summary>
    private static readonly Dictionary<string, Func<BinaryData, BinaryData>> Golden = new()
    {
        ["sample.v1.json"] = Rewritten<Sample>,
    };

    public static TheoryData<string> Files => [.. Golden.Keys];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_state_of_old_is_read_and_rewritten_byte_for_byte(string file)
    {
        var stored = BinaryData.FromBytes(File.ReadAllBytes(Path.Combine(Folder(), file)));

        Assert.Equal(stored.ToString().TrimEnd('\n'), Golden[file](stored).ToString());
    }

    [Fact]
    public void Every_golden_file_is_read_by_somebody() =>
        Assert.Equal(Golden.Keys.Order(), Directory.GetFiles(Folder(), "*.json").Select(Path.GetFileName).Order());

    [Fact]
    public void Unknown_members_are_ignored_and_absent_ones_that_may_be_null_are_null()
    {
        var read = Serializer.Deserialize<Sample>(BinaryData.FromString("""{"name":"a","from_the_future":{"x":[1]}}"""));

        Assert.Equal("a", read.Name);
        Assert.Null(read.RequiredButNullable);
        Assert.Empty(read.ByTool);
    }

    [Fact]
    public void A_required_member_that_is_missing_is_refused() =>
        Assert.Throws<JsonException>(() => Serializer.Deserialize<Sample>(BinaryData.FromString("{}")));

    [Fact]
    public void Equal_dictionaries_give_equal_bytes_in_whatever_order_they_were_filled()
    {
        var keys = Enumerable.Range(0, 100).Select(n => $"key{n}").ToArray();
        var up = keys.ToImmutableDictionary(key => key, key => key.Length);
        var down = keys.Reverse().ToImmutableDictionary(key => key, key => key.Length);

        Assert.Equal(Serializer.Serialize(up).ToString(), Serializer.Serialize(down).ToString());
        Assert.Equal(Serializer.Serialize(up).ToString(), Serializer.Serialize<IReadOnlyDictionary<string, int>>(keys.Reverse().ToDictionary(key => key, key => key.Length)).ToString());
    }

    private static BinaryData Rewritten<T>(BinaryData stored) => Serializer.Serialize(Serializer.Deserialize<T>(stored));

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Golden");

    internal enum Mood
    {
        Fine = 0,
        NotSoGood = 1,
    }

    internal sealed record Sample
    {
        public required string Name { get; init; }

        public required string? RequiredButNullable { get; init; }

        public Mood Mood { get; init; }

        public DateTimeOffset? SeenAt { get; init; }

        public IReadOnlyList<string> Tools { get; init; } = [];

        public ImmutableDictionary<string, int> ByTool { get; init; } = ImmutableDictionary<string, int>.Empty;
    }
}

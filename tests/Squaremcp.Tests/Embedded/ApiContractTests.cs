using System.Reflection;
using Squaremcp.Embedded;
using Squaremcp.Tests.Architecture;
using Squaremcp.Tests.Contracts;

namespace Squaremcp.Tests.Embedded;

/// <summary>
/// What <c>embedded/Api</c> offers under Orleans' names is what Orleans offers: compared with the real Orleans.Core.Abstractions, and, for what lives in
/// assemblies that cannot be had in the default configuration, with a list that every Cluster run compares with the real ones.
/// </summary>
public sealed class ApiContractTests
{
    internal const string Listed = "embedded/Api/orleans-api.txt";

    // Records and statics that a compiler writes by itself, and what our own types add for the host inside this assembly.
    private static readonly string[] Generated = ["op_", "GetHashCode", "Equals(", "ToString(", "Deconstruct(", "PrintMembers(", "<Clone>", "get_EqualityContract"];

    [Fact]
    public void Every_shadowed_member_is_one_of_Orleans()
    {
        var real = PublicApi.Read(Abstractions());
        foreach (var (type, members) in ListedApi())
        {
            real.TryAdd(type, []);
            real[type].UnionWith(members);
        }

        Assert.Empty(Differences(Ours(), real));
    }

    [Fact]
    public void A_difference_is_recognised()
    {
        var real = PublicApi.Read(Abstractions());
        real["IGrainFactory"].Clear();
        real.Remove("IGrainWithStringKey");

        var found = Differences(Ours().Where(type => type.Key is "IGrainFactory" or "IGrainWithStringKey"), real).ToList();

        Assert.Contains(found, one => one.StartsWith("IGrainFactory.GetGrain", StringComparison.Ordinal));
        Assert.Contains(found, one => one.StartsWith("IGrainWithStringKey", StringComparison.Ordinal));
    }

    private static IEnumerable<KeyValuePair<string, SortedSet<string>>> Ours()
    {
        var shadowing = typeof(GrainHost).Assembly.GetTypes().Where(type => type is { IsPublic: true, Namespace: "Squaremcp.Embedded.Api" }).Select(type => type.Name).ToHashSet();
        return PublicApi.Read(typeof(GrainHost).Assembly.Location).Where(type => shadowing.Contains(type.Key));
    }

    private static IEnumerable<string> Differences(IEnumerable<KeyValuePair<string, SortedSet<string>>> ours, Dictionary<string, SortedSet<string>> real) => ours.SelectMany(type =>
        real.TryGetValue(type.Key, out var theirs)
            ? type.Value.Where(member => !theirs.Contains(member) && !Array.Exists(Generated, member.StartsWith)).Select(member => $"{type.Key}.{member}")
            : [$"{type.Key} is no type of Orleans"]);

    private static Dictionary<string, SortedSet<string>> ListedApi() => Repository.Read(Listed).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(line => !line.StartsWith('#')).Select(line => line.Split(' ', 2)).GroupBy(line => line[0])
        .ToDictionary(lines => lines.Key, lines => new SortedSet<string>(lines.Where(line => line.Length > 1).Select(line => line[1]), StringComparer.Ordinal), StringComparer.Ordinal);

    private static string Abstractions()
    {
        var package = typeof(ApiContractTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "OrleansAbstractions").Value!;
        return Directory.EnumerateFiles(Path.Combine(package, "lib"), "Orleans.Core.Abstractions.dll", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last();
    }
}

using Squaremcp.Tests.Architecture;
using Squaremcp.Tests.Contracts;

namespace Squaremcp.Tests;

/// <summary>Keeps <c>embedded/Api/orleans-api.txt</c> true: each of its types, as the real assemblies have it.</summary>
public sealed class ApiListTests
{
    private const string Listed = "embedded/Api/orleans-api.txt";

    [Fact]
    public async Task The_listed_api_is_that_of_the_real_assemblies()
    {
        var lines = Repository.Read(Listed).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var types = lines.Where(line => !line.StartsWith('#')).Select(line => line.Split(' ')[0]).ToHashSet();
        string[] assemblies = [typeof(IPersistentState<>).Assembly.Location, typeof(IGrainStorage).Assembly.Location, typeof(GenerateSerializerAttribute).Assembly.Location, typeof(IRemindable).Assembly.Location];
        var real = assemblies.SelectMany(file => PublicApi.Read(file)).Where(type => types.Contains(type.Key))
            .SelectMany(type => type.Value.Select(member => $"{type.Key} {member}").DefaultIfEmpty(type.Key)).Order(StringComparer.Ordinal);
        var now = string.Concat(lines.Where(line => line.StartsWith('#')).Concat(real).Select(line => line + "\n"));
        if (Environment.GetEnvironmentVariable("SQUAREMCP_UPDATE_SNAPSHOTS") == "1")
        {
            await File.WriteAllTextAsync(Path.Combine(Repository.Root, Listed), now, TestContext.Current.CancellationToken);
        }

        Assert.Equal(Repository.Read(Listed), now);
    }
}

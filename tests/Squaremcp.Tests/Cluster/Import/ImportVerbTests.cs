using Squaremcp.Tests.Cluster.Processes;
using Squaremcp.Tests.Import;

namespace Squaremcp.Tests.Cluster.Import;

/// <summary>The command of the silo's program, run as an operator runs it.</summary>
public sealed class ImportVerbTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_installation_moves_into_the_database_once_and_silos_start_on_it()
    {
        using var source = await SampleInstallation.NewAsync(customers: 20, entries: 5);
        await using var cluster = await ClusterRun.SharedAsync(1);

        await cluster.SiloVerb("import", source.Folder).EndsAsync(0, Token, "Everything is there and as it was");
        await cluster.SiloVerb("import", source.Folder).EndsAsync(0, Token, "moved here and verified before");
        await cluster.SiloVerb("migrate").EndsAsync(0, Token, "The database is up to date");
    }

    [Fact]
    public async Task An_import_that_is_not_finished_keeps_silos_from_starting()
    {
        using var source = await SampleInstallation.NewAsync(customers: 20, entries: 5);
        source.Change("UPDATE file_chunks SET sealed = x'00' WHERE seq = 1");
        await using var cluster = await ClusterRun.SharedAsync(1);

        await cluster.SiloVerb("import", source.Folder).EndsAsync(1, Token, "of file_chunks in");
        await cluster.SiloVerb("migrate").EndsAsync(1, Token, "is not finished");
        var silo = cluster.Silo(0);

        Assert.Equal(1, await silo.EndsAsync(Token));
        Assert.Contains("is not finished", silo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_cursor_key_than_the_sources_is_refused_before_anything_is_moved()
    {
        using var source = await SampleInstallation.NewAsync(customers: 4, entries: 3);
        await File.WriteAllTextAsync(Path.Combine(source.Folder, "cursor.key"), new string('A', 43), Token);
        await using var cluster = await ClusterRun.SharedAsync(1);

        await cluster.SiloVerb("import", source.Folder).EndsAsync(1, Token, "SQUAREMCP__CursorKey is not the key of the installation to import");
        await cluster.SiloVerb("import").EndsAsync(2, Token, "needs the data folder");
    }
}

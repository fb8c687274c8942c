using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Storage.MySql;

public sealed class DatabaseServerTests
{
    [Fact]
    public async Task What_was_committed_is_there_after_the_server_was_killed_and_started_again()
    {
        await using var server = await DatabaseServer.StartAsync("--max-connections=12");
        var database = await server.NewDatabaseAsync();
        await server.RunAsync(database, "CREATE TABLE kept (word VARCHAR(20)); INSERT INTO kept VALUES ('über'), ('ÜBER')");
        var (process, port) = (server.ProcessId, server.Port);

        await server.KillAsync();
        await server.RunningAsync();

        Assert.NotEqual(process, server.ProcessId);
        Assert.Equal(port, server.Port);
        Assert.Equal("über\t12\n", await server.RunAsync(database, "SELECT word, @@max_connections FROM kept WHERE word = 'über'"));
        Assert.Contains("syntax", (await Assert.ThrowsAsync<InvalidOperationException>(() => server.RunAsync(database, "SELEC 1"))).Message);
    }
}

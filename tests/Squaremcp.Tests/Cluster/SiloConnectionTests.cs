using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Frontend.Cluster;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Cluster;

/// <summary>What a frontend makes of its connections.</summary>
public sealed class SiloConnectionTests
{
    private readonly List<int> counts = [];
    private readonly SiloConnections connections;

    public SiloConnectionTests() => connections = new(counts.Add);

    [Fact]
    public async Task A_silo_is_one_however_many_connections_it_has_and_gone_with_the_last()
    {
        var (first, second, other) = (Open(1), Open(1), Open(2));

        await first.EndAsync();
        await other.EndAsync();
        await second.EndAsync();

        Assert.Equal([1, 1, 2, 2, 1, 0], counts);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_over()
    {
        var broken = Open(1);

        await Assert.ThrowsAsync<IOException>(() => broken.BreakAsync());

        Assert.Equal([1, 0], counts);
    }

    [Fact]
    public async Task A_frontend_that_others_use_gives_notice_before_it_ends_and_one_for_a_single_command_does_not()
    {
        var clock = new ManualTime();
        await using var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(clock).AddSingleton<Silos>().BuildServiceProvider();
        var silos = services.GetRequiredService<Silos>();
        silos.Started();
        silos.Count(1);

        await new Draining(silos, clock) { IsAnnounced = false }.StoppingAsync(CancellationToken.None);
        var ending = new Draining(silos, clock).StoppingAsync(CancellationToken.None);

        Assert.False(ending.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(5));
        await ending;
    }

    private Held Open(int port) => new(connections, port);

    private sealed class Held
    {
        private readonly TaskCompletionSource end = new();
        private readonly Task watched;

        internal Held(SiloConnections connections, int port) =>
            watched = connections.WatchAsync(new DefaultConnectionContext { RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, port) }, _ => end.Task);

        internal Task EndAsync()
        {
            end.SetResult();
            return watched;
        }

        internal Task BreakAsync()
        {
            end.SetException(new IOException("Reset."));
            return watched;
        }
    }
}

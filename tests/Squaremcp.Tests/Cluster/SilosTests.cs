using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Squaremcp.Frontend.Cluster;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Cluster;

/// <summary>What a frontend makes of its connections.</summary>
public sealed class SilosTests
{
    private static readonly IPEndPoint One = new(IPAddress.Loopback, 1), Other = new(IPAddress.Loopback, 2);

    [Fact]
    public void A_silo_is_there_until_its_last_connection_ends()
    {
        var silos = Silos();
        silos.Opened(One);
        silos.Opened(new IPEndPoint(IPAddress.Loopback, 1));
        silos.Closed(One);
        Assert.True(silos.AreThere);

        silos.Closed(One);
        Assert.False(silos.AreThere);

        silos.Opened(Other);
        Assert.True(silos.AreThere);
    }

    [Fact]
    public void Until_it_is_known_what_silos_can_do_none_is_there()
    {
        var silos = new Silos(NullLogger<Silos>.Instance);
        silos.Opened(One);
        Assert.False(silos.AreThere);

        silos.Started();
        Assert.True(silos.AreThere);
    }

    [Fact]
    public void Every_connection_that_ends_is_told_to_the_calls_under_way()
    {
        var silos = Silos();
        silos.Opened(One);
        silos.Opened(One);
        var loss = silos.Loss;

        silos.Closed(One);

        Assert.True(loss.IsCompleted);
        Assert.False(silos.Loss.IsCompleted);
    }

    [Fact]
    public async Task A_frontend_that_others_use_gives_notice_before_it_ends_and_one_for_a_single_command_does_not()
    {
        var (silos, clock) = (Silos(), new ManualTime());
        silos.Opened(One);

        await new Draining(silos, clock) { IsAnnounced = false }.StoppingAsync(CancellationToken.None);
        var ending = new Draining(silos, clock).StoppingAsync(CancellationToken.None);

        Assert.False(ending.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(5));
        await ending;
    }

    private static Silos Silos()
    {
        var silos = new Silos(NullLogger<Silos>.Instance);
        silos.Started();
        return silos;
    }
}

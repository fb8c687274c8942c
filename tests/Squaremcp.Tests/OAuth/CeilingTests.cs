using System.Net;
using Squaremcp.Frontend.OAuth;
using Squaremcp.Tests.Mcp;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.OAuth;

public sealed class CeilingTests
{
    private static readonly IPAddress Somebody = IPAddress.Parse("198.51.100.7");

    private readonly ManualTime clock = new();
    private readonly Ceilings ceilings;

    public CeilingTests() => ceilings = new(new(), clock);

    [Fact]
    public void A_minute_holds_sixty_registrations_of_one_address() // R09
    {
        Assert.Equal(60, Taken(Ceiling.Register, Somebody, 100));
        Assert.InRange(ceilings.Take(Ceiling.Register, Somebody)!.Value, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
        Assert.Null(ceilings.Take(Ceiling.Register, IPAddress.Parse("198.51.100.8")));
        Assert.Null(ceilings.Take(Ceiling.SignIn, Somebody));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(ceilings.Take(Ceiling.Register, Somebody));
    }

    [Fact]
    public void Hosted_assistants_share_few_addresses_and_have_a_larger_bucket_of_their_own() // R09
    {
        Assert.Equal(60, Taken(Ceiling.Register, Somebody, 100));
        Assert.Equal(1_200, Taken(Ceiling.Register, IPAddress.Parse("160.79.104.10"), 2_000));
        Assert.Equal(0, Taken(Ceiling.Register, IPAddress.Parse("160.79.111.250"), 1));
    }

    [Fact]
    public void A_network_of_IPv6_is_one_address_and_a_mapped_one_is_IPv4()
    {
        Assert.Equal(60, Taken(Ceiling.Register, IPAddress.Parse("2001:db8:1:2::1"), 60));
        Assert.NotNull(ceilings.Take(Ceiling.Register, IPAddress.Parse("2001:db8:1:2:ffff::9")));
        Assert.Null(ceilings.Take(Ceiling.Register, IPAddress.Parse("2001:db8:1:3::1")));
        Taken(Ceiling.Register, Somebody, 60);
        Assert.NotNull(ceilings.Take(Ceiling.Register, Somebody.MapToIPv6()));
    }

    [Fact]
    public void Many_at_once_are_counted_exactly()
    {
        var taken = 0;
        Parallel.For(0, 1_000, _ =>
        {
            if (ceilings.Take(Ceiling.Unauthenticated, Somebody) is null)
            {
                Interlocked.Increment(ref taken);
            }
        });

        Assert.Equal(600, taken);
    }

    private int Taken(Ceiling kind, IPAddress from, int times) => Enumerable.Range(0, times).Count(_ => ceilings.Take(kind, from) is null);
}

public sealed class CeilingRouteTests(PlainGateway gateway) : IClassFixture<PlainGateway>
{
    [Fact]
    public async Task Registrations_without_end_are_stopped()
    {
        var statuses = new List<int>();
        for (var i = 0; i < 130; i++)
        {
            var answer = await gateway.PostJsonAsync("/register", "{}");
            statuses.Add(answer.Status);
            if (answer.Status == 429)
            {
                Assert.InRange(int.Parse(answer.Headers["Retry-After"]), 1, 60);
                return;
            }
        }

        Assert.Fail("No registration was stopped: " + string.Join(' ', statuses));
    }

    [Fact] // P20: the ceiling on requests without a credential
    public async Task Refusals_without_end_are_stopped_and_good_keys_are_not()
    {
        var all = new HashSet<int>();
        for (var i = 0; i < 1_300 && !all.Contains(429); i++)
        {
            all.Add((await gateway.SendAsync("GET", null, ("x-api-key", "sq_wrong"))).Status);
        }

        Assert.Equal([401, 429], all.Order());
        Assert.Equal(200, (await gateway.AskAsync("ping")).Status);
    }
}

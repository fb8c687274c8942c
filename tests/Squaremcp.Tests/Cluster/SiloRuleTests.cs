using Squaremcp.Silo.Operation;
using Squaremcp.Storage;
using Squaremcp.Vault;

namespace Squaremcp.Tests.Cluster;

public sealed class SiloRuleTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(-20)]
    public void Clocks_that_are_near_are_no_obstacle(int ahead) => ClockSkew.Check(TimeSpan.FromSeconds(ahead));

    [Theory]
    [InlineData(180, "180 seconds ahead of")]
    [InlineData(-180, "180 seconds behind")]
    public void A_clock_that_is_minutes_off_is_refused_in_words(int ahead, string says) =>
        Assert.Contains(says, Assert.Throws<ClockSkewException>(() => ClockSkew.Check(TimeSpan.FromSeconds(ahead))).Message, StringComparison.Ordinal);

    [Fact]
    public void Only_what_waiting_cannot_mend_ends_the_process()
    {
        Assert.True(StartFailure.IsHopeless(new StorageException("The schema is newer.")));
        Assert.True(StartFailure.IsHopeless(new VaultException("The key does not fit.")));
        Assert.False(StartFailure.IsHopeless(new StorageException("The database is away.", new TimeoutException())));
        Assert.False(StartFailure.IsHopeless(new VaultException("The key service is away.", new HttpRequestException())));
        Assert.False(StartFailure.IsHopeless(new TimeoutException()));
        Assert.False(StartFailure.IsHopeless(new ClockSkewException("")));
    }

    [Fact]
    public void A_database_drivers_words_do_not_leave_the_silo()
    {
        Assert.True(Squaremcp.Silo.Cluster.Failures.IsOurs(new StorageException("x")));
        Assert.False(Squaremcp.Silo.Cluster.Failures.IsOurs(new InvalidOperationException("x")));
        Assert.DoesNotContain("secret", Squaremcp.Silo.Cluster.Failures.Words(new FakeDbException("secret")), StringComparison.Ordinal);
    }

    [Fact]
    public void An_eviction_is_told_from_other_ends()
    {
        Assert.True(Evictions.IsEviction("I have been told I am dead, so this silo will stop! Reason: …", null));
        Assert.False(Evictions.IsEviction("ProcessMembershipUpdates", new InvalidOperationException("the disk is full")));
    }

    private sealed class FakeDbException(string message) : System.Data.Common.DbException(message);
}

using System.Runtime.CompilerServices;
using MySqlConnector;
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

    [Theory]
    [InlineData("Authentication method 'caching_sha2_password' failed. Either use a secure connection, specify the server's RSA public key with ServerRSAPublicKeyFile, or set AllowPublicKeyRetrieval=True.", true, "wants TLS")]
    [InlineData("Unable to connect to any of the specified MySQL hosts.", false, "cannot be reached")]
    public void A_password_that_would_go_openly_is_no_server_that_is_away(string words, bool isHopeless, string told)
    {
        var failure = Failure(MySqlErrorCode.UnableToConnectToHost, words);

        Assert.Equal(isHopeless, StartFailure.IsHopeless(failure));
        Assert.Equal(isHopeless, StartFailure.IsHopeless(new StorageException("The database cannot be brought up to date.", failure)));
        Assert.Contains(told, StartFailure.Words(failure), StringComparison.Ordinal);
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

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern MySqlException Failure(MySqlErrorCode code, string message);
}

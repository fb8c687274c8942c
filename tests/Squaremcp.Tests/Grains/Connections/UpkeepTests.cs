using Squaremcp.Connections;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Tools;

namespace Squaremcp.Tests.Grains.Connections;

/// <summary>What happens to a connection that nobody calls, how its state is told, and how it ends.</summary>
public sealed class UpkeepTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task A_daily_reminder_renews_what_would_die_unused()
    {
        await using var gateway = await TokenGateway.StartAsync(refreshLife: TimeSpan.FromDays(8));
        for (var day = 0; day < 5; day++)
        {
            // Nobody has it awake: what is awake renews by its own timer.
            await gateway.Gateway.RestartAsync();
            gateway.Clock.Advance(Day + TimeSpan.FromSeconds(5));
            await gateway.Gateway.Reminders.MovedAsync();
        }

        Assert.Equal(1, gateway.Platform.Accepted);
        Assert.Equal(0, gateway.Platform.Calls);
        Assert.Single(gateway.Gateway.Reminders.All);
    }

    [Fact]
    public async Task A_connection_that_does_not_die_has_no_reminder_and_one_that_ends_takes_its_reminder_with_it()
    {
        await using var lasting = await TokenGateway.StartAsync();
        await using var dying = await TokenGateway.StartAsync(refreshLife: TimeSpan.FromDays(180));
        Assert.Empty(lasting.Gateway.Reminders.All);
        Assert.Single(dying.Gateway.Reminders.All);
        await dying.Gateway.DisconnectAsync(platform: "tok");

        Assert.Empty(dying.Gateway.Reminders.All);
    }

    [Fact]
    public async Task A_disconnect_has_the_platform_forget_the_access_before_it_is_erased()
    {
        await using var gateway = await TokenGateway.StartAsync();
        Assert.True(await gateway.Gateway.DisconnectAsync(platform: "tok"));

        Assert.Equal(["planted-access-1"], gateway.Platform.Revoked);
        Assert.Equal("ok", Assert.Single(gateway.Gateway.Ledger.Of("connection.revoke")).Outcome);
        Assert.Empty(gateway.Vault.Names(TestGateway.Anna));
    }

    [Fact]
    public async Task A_platform_that_cannot_be_told_or_hangs_does_not_keep_a_connection_alive()
    {
        await using var gateway = await TokenGateway.StartAsync();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gateway.Platform.BeforeRevoke = async _ =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
        };
        var disconnecting = gateway.Gateway.DisconnectAsync(platform: "tok");
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        gateway.Clock.Advance(TimeSpan.FromSeconds(11));
        await disconnecting;
        await gateway.ConnectAsync();
        gateway.Platform.BeforeRevoke = _ => throw new OAuthException(OAuthTrouble.Unavailable, "Tok cannot be reached.");
        await gateway.Gateway.DisconnectAsync(platform: "tok");

        Assert.Equal(["failed", "failed"], gateway.Gateway.Ledger.Of("connection.revoke").Select(entry => entry.Outcome));
        Assert.Equal(2, gateway.Gateway.Ledger.Of("connection.disconnect").Count(entry => entry.Outcome == "ok"));
        Assert.Empty(gateway.Vault.Names(TestGateway.Anna));
        Assert.Empty(await gateway.Gateway.ConnectionsAsync());
    }

    [Fact]
    public async Task A_check_and_each_call_are_evidence_of_how_a_connection_is()
    {
        await using var gateway = await TokenGateway.StartAsync();
        await gateway.CallAsync();
        var first = (await gateway.ViewAsync()).Health!;
        gateway.Clock.Advance(TimeSpan.FromMinutes(10));
        gateway.Platform.Forbids = true;
        await gateway.CallAsync();
        gateway.Platform.Forbids = false;
        var second = (await gateway.ViewAsync()).Health!;
        gateway.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.True((await Credential(gateway).Check(default)).Ok);
        await gateway.CallAsync();
        var third = (await gateway.ViewAsync()).Health!;
        var list = await gateway.Gateway.CallAsync("square_list_connections", "{}");

        Assert.NotNull(first.WorkedAt);
        Assert.Equal((first.WorkedAt, "Tok does not let this account do that."), (second.WorkedAt, second.LastError));
        Assert.True(third.WorkedAt > second.WorkedAt);
        Assert.Equal(second.LastErrorAt, third.LastErrorAt);
        Assert.Contains("Tok does not let this account do that.", list.Content, StringComparison.Ordinal);
        Assert.Contains("worked_at", list.Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_of_a_broken_connection_says_why()
    {
        await using var gateway = await TokenGateway.StartAsync();
        gateway.Platform.Next.Enqueue(TokenAnswer.Withdrawn);
        gateway.Expire();
        var check = await Credential(gateway).Check(default);

        Assert.False(check.Ok);
        Assert.Contains("withdrawn", check.Steps.Single().Detail, StringComparison.Ordinal);
        Assert.Equal(1, gateway.Platform.Refreshes);
    }

    [Fact]
    public async Task A_broken_connection_stays_broken_over_a_restart_and_asks_nobody()
    {
        await using var gateway = await TokenGateway.StartAsync();
        gateway.Platform.Next.Enqueue(TokenAnswer.Withdrawn);
        gateway.Expire();
        await gateway.CallAsync();
        await gateway.Gateway.RestartAsync(Day);

        Assert.Equal(FailureKind.NeedsReconnection, (await gateway.CallAsync()).Failure!.Kind);
        Assert.Equal(ConnectionStatus.Broken, (await gateway.ViewAsync()).Status);
        Assert.Equal(1, gateway.Platform.Refreshes);
        Assert.Single(gateway.Gateway.Ledger.Of("connection.broken"));
    }

    [Fact]
    public async Task Erased_secrets_are_not_brought_back_by_a_renewal_that_was_under_way()
    {
        await using var gateway = await TokenGateway.StartAsync();
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gateway.Platform.BeforeAnswer = go.Task.WaitAsync;
        gateway.Expire();
        var call = gateway.CallAsync();
        await gateway.AskedAsync();
        await gateway.Gateway.Customer.EraseSecrets(TestGateway.Operator, default);
        go.SetResult();

        Assert.Equal(FailureKind.NeedsReconnection, (await call).Failure!.Kind);
        Assert.Empty(await gateway.SealedAsync());
    }

    private static ICredentialGrain Credential(TokenGateway gateway) => gateway.Gateway.Grains.GetGrain<ICredentialGrain>($"{TestGateway.Anna}/tok/default");
}

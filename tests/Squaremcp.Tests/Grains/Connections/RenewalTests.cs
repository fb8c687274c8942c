using Squaremcp.Connections;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Tools;

namespace Squaremcp.Tests.Grains.Connections;

public sealed class RenewalTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_thousand_concurrent_calls_on_an_expired_token_are_one_refresh()
    {
        await using var gateway = await TokenGateway.StartAsync();
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gateway.Platform.BeforeAnswer = go.Task.WaitAsync;
        gateway.Expire();

        var calls = Enumerable.Range(0, 1000).Select(n => gateway.CallAsync(text: $"{n}")).ToList();
        await gateway.AskedAsync();
        go.SetResult();
        var outcomes = await Task.WhenAll(calls).WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        Assert.Equal((1, 1000), (gateway.Platform.Refreshes, gateway.Platform.Calls));
        Assert.Empty(gateway.UsedTooEarly);
    }

    [Fact]
    public async Task Calls_go_on_with_a_living_token_while_it_is_renewed()
    {
        await using var gateway = await TokenGateway.StartAsync();
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gateway.Platform.BeforeAnswer = go.Task.WaitAsync;
        gateway.Clock.Advance(TokenPlatform.Life - TimeSpan.FromMinutes(5));
        await gateway.CallAsync();
        await gateway.AskedAsync();

        var meanwhile = await gateway.CallAsync();
        go.SetResult();
        await gateway.LoggedAsync("was renewed");

        Assert.Null(meanwhile.Failure);
        Assert.Empty(gateway.UsedTooEarly);
        Assert.Equal(1, gateway.Platform.Refreshes);
    }

    [Fact]
    public async Task An_awake_connection_is_renewed_ahead_without_a_call()
    {
        await using var gateway = await TokenGateway.StartAsync();
        for (var minutes = 0; minutes < 105; minutes += 5)
        {
            gateway.Clock.Advance(TimeSpan.FromMinutes(5));
            await gateway.CallAsync();
        }

        Assert.Equal(0, gateway.Platform.Refreshes);
        gateway.Clock.Advance(TimeSpan.FromMinutes(6));
        await gateway.AskedAsync();
        await gateway.LoggedAsync("was renewed");

        Assert.Equal(1, gateway.Platform.Refreshes);
    }

    [Theory]
    [InlineData("tok_read")]
    [InlineData("tok_write")]
    public async Task Calls_whose_token_is_refused_at_the_same_time_share_one_refresh_and_are_made_once_more(string tool)
    {
        await using var gateway = await TokenGateway.StartAsync();
        gateway.Clock.Advance(TimeSpan.FromMinutes(10));
        gateway.Platform.EndAccess();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => gateway.CallAsync(tool, $"{n}"))).WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        Assert.Equal((1, 50), (gateway.Platform.Refreshes, gateway.Platform.Done));
        Assert.Empty(gateway.UsedTooEarly);
    }

    [Fact]
    public async Task A_platform_that_refuses_every_token_is_asked_for_one_and_the_call_is_made_twice_and_no_more()
    {
        await using var gateway = await TokenGateway.StartAsync();
        gateway.Clock.Advance(TimeSpan.FromMinutes(10));
        gateway.Platform.RefusesAll = true;

        Assert.Equal(FailureKind.NeedsReconnection, (await gateway.CallAsync()).Failure!.Kind);
        Assert.Equal((1, 2), (gateway.Platform.Refreshes, gateway.Platform.Calls));
        Assert.Equal(FailureKind.NeedsReconnection, (await gateway.CallAsync()).Failure!.Kind);
        Assert.Equal((1, 3), (gateway.Platform.Refreshes, gateway.Platform.Calls));
        Assert.Equal(ConnectionStatus.Broken, (await gateway.ViewAsync()).Status);

        gateway.Platform.RefusesAll = false;
        Assert.Null((await gateway.CallAsync()).Failure);
        Assert.Equal(ConnectionStatus.Connected, (await gateway.ViewAsync()).Status);
    }

    [Fact]
    public async Task What_the_platform_forbids_is_no_reason_to_refresh()
    {
        await using var gateway = await TokenGateway.StartAsync();
        gateway.Clock.Advance(TimeSpan.FromMinutes(10));
        gateway.Platform.Forbids = true;

        Assert.Equal(FailureKind.NotPermittedByPlatform, (await gateway.CallAsync()).Failure!.Kind);
        Assert.Equal((0, 1), (gateway.Platform.Refreshes, gateway.Platform.Calls));
    }

    [Fact]
    public async Task A_withdrawn_access_breaks_the_connection_once_says_how_to_reconnect_and_asks_no_more()
    {
        await using var gateway = await TokenGateway.StartAsync();
        gateway.Platform.Next.Enqueue(TokenAnswer.Withdrawn);
        gateway.Expire();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => gateway.CallAsync())).WaitAsync(Patience, TestContext.Current.CancellationToken);
        gateway.Clock.Advance(TimeSpan.FromHours(1));
        await gateway.CallAsync();

        Assert.All(outcomes, outcome => Assert.Equal(FailureKind.NeedsReconnection, outcome.Failure!.Kind));
        Assert.All(outcomes, outcome => Assert.True(outcome.NotSent));
        Assert.Contains("withdrawn", outcomes[0].Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:3456/api/v1/connections/tok/default/authorize", outcomes[0].Failure!.Message, StringComparison.Ordinal);
        Assert.Equal((1, 0), (gateway.Platform.Refreshes, gateway.Platform.Calls));
        Assert.Single(gateway.Gateway.Ledger.Of("connection.broken"));
        var view = await gateway.ViewAsync();
        Assert.Equal((ConnectionStatus.Broken, outcomes[0].Failure!.Message), (view.Status, view.Health!.Reason));

        await gateway.ConnectAsync();
        Assert.Null((await gateway.CallAsync()).Failure);
        Assert.Equal((ConnectionStatus.Connected, null), ((await gateway.ViewAsync()).Status, (await gateway.ViewAsync()).Health!.Reason));
    }

    [Fact]
    public async Task A_wrong_registration_alarms_the_operator_and_breaks_nobody()
    {
        await using var gateway = await TokenGateway.StartAsync();
        gateway.Platform.Always = TokenAnswer.WrongApp;
        gateway.Expire();
        var outcome = await gateway.CallAsync();

        Assert.Equal((FailureKind.PlatformUnavailable, true), (outcome.Failure!.Kind, outcome.NotSent));
        Assert.Contains("client id", outcome.Failure.Message, StringComparison.Ordinal);
        Assert.Contains(gateway.Gateway.Logs.Lines, line => line.StartsWith("Critical: Nobody's access to Tok", StringComparison.Ordinal));
        Assert.Equal(ConnectionStatus.Connected, (await gateway.ViewAsync()).Status);

        gateway.Platform.Always = TokenAnswer.Fresh;
        gateway.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Null((await gateway.CallAsync()).Failure);
    }

    [Fact]
    public async Task An_installation_that_is_not_registered_any_more_asks_nobody()
    {
        await using var gateway = await TokenGateway.StartAsync();
        gateway.Gateway.Setup.IsRegistered = false;
        gateway.Expire();

        Assert.Equal(FailureKind.PlatformUnavailable, (await gateway.CallAsync()).Failure!.Kind);
        Assert.Equal(0, gateway.Platform.Refreshes);
        Assert.Equal(ConnectionStatus.Connected, (await gateway.ViewAsync()).Status);
    }

    [Theory]
    [InlineData(nameof(TokenAnswer.Down))]
    [InlineData(nameof(TokenAnswer.Busy))]
    public async Task A_platform_that_is_down_is_asked_once_in_each_interval_however_many_call(string trouble)
    {
        await using var gateway = await TokenGateway.StartAsync();
        gateway.Platform.Always = Enum.Parse<TokenAnswer>(trouble);
        gateway.Expire();
        for (var second = 0; second < 3600; second += 10)
        {
            var outcome = await gateway.CallAsync();
            Assert.Equal((FailureKind.PlatformUnavailable, true), (outcome.Failure!.Kind, outcome.NotSent));
            Assert.InRange(outcome.Failure.RetryAfter!.Value, 1, 300);
            gateway.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.InRange(gateway.Platform.Refreshes, 12, 60);
        gateway.Platform.Always = TokenAnswer.Fresh;
        gateway.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Null((await gateway.CallAsync()).Failure);
        Assert.NotNull((await gateway.ViewAsync()).Health!.LastError);
    }

    [Fact]
    public async Task What_the_platform_asks_to_wait_is_waited()
    {
        await using var gateway = await TokenGateway.StartAsync();
        gateway.Platform.RetryAfter = TimeSpan.FromMinutes(20);
        gateway.Platform.Next.Enqueue(TokenAnswer.Busy);
        gateway.Expire();
        var outcome = await gateway.CallAsync();
        gateway.Clock.Advance(TimeSpan.FromMinutes(19));
        await gateway.CallAsync();

        Assert.InRange(outcome.Failure!.RetryAfter!.Value, 1199, 1200);
        Assert.Equal(1, gateway.Platform.Refreshes);
        gateway.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Null((await gateway.CallAsync()).Failure);
    }

    [Fact]
    public async Task A_call_waits_for_a_slow_renewal_no_longer_than_it_may_and_the_renewal_goes_on()
    {
        await using var gateway = await TokenGateway.StartAsync();
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gateway.Platform.BeforeAnswer = go.Task.WaitAsync;
        gateway.Expire();
        using var gone = new CancellationTokenSource();
        var impatient = gateway.CallAsync(cancellationToken: gone.Token);
        await gateway.AskedAsync();
        await gone.CancelAsync();
        await Record.ExceptionAsync(() => impatient);
        var patient = gateway.CallAsync();
        go.SetResult();

        Assert.Null((await patient.WaitAsync(Patience, TestContext.Current.CancellationToken)).Failure);
        Assert.Equal(1, gateway.Platform.Refreshes);
    }

    [Fact]
    public async Task A_disconnect_during_a_renewal_wins_and_what_came_is_revoked_and_erased()
    {
        await using var gateway = await TokenGateway.StartAsync();
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gateway.Platform.BeforeAnswer = go.Task.WaitAsync;
        gateway.Expire();
        var call = gateway.CallAsync();
        await gateway.AskedAsync();
        Assert.True(await gateway.Gateway.DisconnectAsync(platform: "tok"));
        go.SetResult();

        // The renewal may be the grain's own, which no call waits for; its end does.
        Assert.NotNull((await call.WaitAsync(Patience, TestContext.Current.CancellationToken)).Failure);
        await gateway.Gateway.RestartAsync();
        Assert.Equal(["planted-access-1", "planted-access-2"], gateway.Platform.Revoked);
        Assert.Empty(gateway.Vault.Names(TestGateway.Anna));
        Assert.Equal(0, gateway.Platform.Calls);
    }

    [Fact]
    public async Task A_new_connection_during_a_renewal_wins_and_what_came_is_not_used()
    {
        await using var gateway = await TokenGateway.StartAsync();
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gateway.Platform.BeforeAnswer = go.Task.WaitAsync;
        gateway.Expire();
        var call = gateway.CallAsync();
        await gateway.AskedAsync();
        await gateway.ConnectAsync();
        go.SetResult();

        Assert.Null((await call.WaitAsync(Patience, TestContext.Current.CancellationToken)).Failure);
        Assert.Null((await gateway.CallAsync()).Failure);
        Assert.Equal(["planted-access-3"], await gateway.SealedAsync());
        Assert.Equal(1, gateway.Platform.Refreshes);
    }

    [Fact]
    public async Task A_living_token_is_extended_and_a_dead_one_takes_a_person()
    {
        await using var gateway = await TokenGateway.StartAsync(RefreshStyle.Extends);
        gateway.Clock.Advance(TokenPlatform.Life - TimeSpan.FromMinutes(5));
        await gateway.CallAsync();
        await gateway.AskedAsync();
        await gateway.LoggedAsync("was renewed");
        Assert.Null((await gateway.CallAsync()).Failure);

        gateway.Platform.Always = TokenAnswer.Down;
        gateway.Expire();
        var asked = gateway.Platform.Refreshes;
        var outcome = await gateway.CallAsync();

        Assert.Equal(FailureKind.NeedsReconnection, outcome.Failure!.Kind);
        Assert.Contains("no way to renew", outcome.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(asked, gateway.Platform.Refreshes);
    }

    [Fact]
    public async Task A_token_without_an_end_is_renewed_when_it_is_refused()
    {
        await using var gateway = await TokenGateway.StartAsync();
        gateway.Platform.Next.Enqueue(TokenAnswer.Endless);
        gateway.Expire();
        Assert.Null((await gateway.CallAsync()).Failure);
        gateway.Clock.Advance(TimeSpan.FromDays(2));
        gateway.Platform.EndAccess();

        Assert.Null((await gateway.CallAsync()).Failure);
        Assert.Equal(2, gateway.Platform.Refreshes);
    }

    [Fact]
    public async Task A_scope_that_is_granted_no_more_is_told()
    {
        await using var gateway = await TokenGateway.StartAsync();
        gateway.Platform.Scopes = ["read"];
        gateway.Expire();
        await gateway.CallAsync();
        await gateway.CallAsync();

        Assert.Equal(["write"], (await gateway.ViewAsync()).Health!.MissingScopes);
    }
}

using Squaremcp.Connections;
using Squaremcp.Embedded;
using Squaremcp.Tests.Support;
using Squaremcp.Tools;
using Squaremcp.Vault;

namespace Squaremcp.Tests.Grains.Connections;

/// <summary>A renewal that is cut off anywhere keeps the connection where it can be kept, and says so where it cannot.</summary>
public sealed class RenewalCrashTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static TheoryData<int> Seeds => TestGrains.Seeds(200);

    /// <summary>The process ends before the nth write of grain state: the mark, the note.</summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public async Task A_crash_before_any_write_of_state_loses_nothing(int writes, bool hasGrace)
    {
        await using var gateway = await TokenGateway.StartAsync(hasGrace: hasGrace);
        gateway.Expire();
        gateway.Gateway.States.DieAfter(writes);
        await Record.ExceptionAsync(() => gateway.CallAsync());
        Assert.True(gateway.Gateway.States.Died);
        gateway.Gateway.States.Live();
        await gateway.Gateway.RestartAsync(TimeSpan.FromMinutes(1));

        Assert.Null((await gateway.CallAsync()).Failure);
        Assert.Equal(1, gateway.Platform.Accepted);
        Assert.Single(await gateway.SealedAsync());
        Assert.Empty(gateway.UsedTooEarly);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_that_was_lost_is_asked_for_again_within_the_platforms_grace_and_else_takes_a_person(bool hasGrace)
    {
        await using var gateway = await TokenGateway.StartAsync(hasGrace: hasGrace);
        gateway.Platform.Next.Enqueue(TokenAnswer.Lost);
        gateway.Expire();
        Assert.Equal(FailureKind.PlatformUnavailable, (await gateway.CallAsync()).Failure!.Kind);
        gateway.Clock.Advance(TimeSpan.FromSeconds(5));
        var outcome = await gateway.CallAsync();

        Assert.Equal(hasGrace ? null : FailureKind.NeedsReconnection, outcome.Failure?.Kind);
        if (!hasGrace)
        {
            Assert.Contains("cut off", outcome.Failure!.Message, StringComparison.Ordinal);
            Assert.Equal(2, gateway.Platform.Refreshes);
            Assert.Single(gateway.Gateway.Ledger.Of("connection.broken"));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_process_that_ends_while_it_asks_leaves_a_mark_that_the_next_one_takes_up(bool hasGrace)
    {
        await using var gateway = await TokenGateway.StartAsync(hasGrace: hasGrace);
        gateway.Platform.BeforeAnswer = token => Task.Delay(Timeout.Infinite, token);
        gateway.Expire();
        var call = gateway.CallAsync();
        await gateway.AskedAsync();
        gateway.Gateway.States.DieAfter(0);
        gateway.Clock.Advance(TimeSpan.FromSeconds(21));
        await call;
        gateway.Gateway.States.Live();
        gateway.Platform.BeforeAnswer = _ => Task.CompletedTask;
        await gateway.Gateway.RestartAsync();

        var early = await gateway.CallAsync();
        Assert.InRange(early.Failure!.RetryAfter!.Value, 1, 30);
        Assert.Equal(1, gateway.Platform.Refreshes);
        gateway.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(hasGrace ? null : FailureKind.NeedsReconnection, (await gateway.CallAsync()).Failure?.Kind);
    }

    [Fact]
    public async Task Tokens_that_cannot_be_sealed_are_kept_in_memory_and_sealed_before_they_are_used()
    {
        await using var gateway = await TokenGateway.StartAsync();
        gateway.Expire();
        var (stored, tries) = (false, 0);
        gateway.Vault.Trouble = name => name.Kind == "credentials" && gateway.Platform.Accepted > 0 && !stored ? Refused(ref tries) : null;
        var waiting = gateway.CallAsync();
        await gateway.LoggedAsync("could not be saved (try 1)");
        gateway.Clock.Advance(TimeSpan.FromSeconds(3));
        await gateway.LoggedAsync("could not be saved (try 2)");
        Assert.Equal(0, gateway.Platform.Calls);
        stored = true;
        gateway.Clock.Advance(TimeSpan.FromSeconds(5));
        await waiting.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await gateway.LoggedAsync("was renewed");

        Assert.Null((await gateway.CallAsync()).Failure);
        Assert.Equal(1, gateway.Platform.Refreshes);
        Assert.Empty(gateway.UsedTooEarly);

        static VaultException Refused(ref int tries)
        {
            tries++;
            return new("The disk is full.");
        }
    }

    [Fact]
    public async Task Tokens_that_are_not_sealed_when_the_process_ends_are_missed_aloud()
    {
        await using var gateway = await TokenGateway.StartAsync();
        gateway.Expire();
        gateway.Vault.Trouble = name => name.Kind == "credentials" && gateway.Platform.Accepted > 0 ? new VaultException("The disk is full.") : null;
        // Its own timer may have begun the renewal before the call came, whose time begins then: it may end first.
        var waiting = Record.ExceptionAsync(() => gateway.CallAsync()).AsTask();
        await gateway.LoggedAsync("could not be saved (try 1)");
        await PassAsync(gateway.Clock, waiting);
        await gateway.Gateway.RestartAsync(TimeSpan.FromMinutes(1));
        gateway.Vault.Trouble = null;
        var outcome = await gateway.CallAsync();

        Assert.Equal(FailureKind.NeedsReconnection, outcome.Failure!.Kind);
        Assert.Contains("cut off", outcome.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(ConnectionStatus.Broken, (await gateway.ViewAsync()).Status);
    }

    /// <summary>Everything that can fail does, by seed; then it is calm, and what is left works or says what to do.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_fails_no_connection_is_lost_that_could_be_kept_and_none_silently(int seed)
    {
#pragma warning disable CA5394 // Repeatable by seed is the point.
        var random = new Random(seed);
        var hasGrace = seed % 3 == 0;
        await using var gateway = await TokenGateway.StartAsync(hasGrace: hasGrace, faults: new Faults(seed) { LoseAnswer = 0.05, Reject = 0.05, StaleEtag = 0.1, Reorder = 0.2, SecondActivation = seed % 2 == 0 ? 0.03 : 0 });
        var lost = false;
        for (var round = 0; round < 4; round++)
        {
            TokenAnswer[] answers = [TokenAnswer.Fresh, TokenAnswer.Fresh, TokenAnswer.Down, TokenAnswer.Busy, TokenAnswer.WrongApp, TokenAnswer.Lost];
            var answer = answers[random.Next(round == 2 ? 6 : 5)];
            gateway.Platform.Next.Enqueue(answer);
            lost |= answer == TokenAnswer.Lost;
            if (random.Next(3) == 0)
            {
                gateway.Gateway.States.DieAfter(random.Next(4));
            }

            var (failing, seen) = (random.Next(3) == 0 ? random.Next(3) : 0, 0);
            gateway.Vault.Trouble = name => name.Kind == "credentials" && Interlocked.Increment(ref seen) <= failing ? new VaultException("The disk is full.") : null;
            gateway.Expire();
            var calls = Enumerable.Range(0, 5).Select(n => Record.ExceptionAsync(async () => await gateway.CallAsync(text: $"{seed}-{round}-{n}")).AsTask()).ToList();
            await PassAsync(gateway.Clock, Task.WhenAll(calls));
            gateway.Gateway.States.Live();
            gateway.Vault.Trouble = null;
            if (random.Next(2) == 0)
            {
                await gateway.Gateway.RestartAsync(TimeSpan.FromMinutes(random.Next(2)));
            }
        }

        await gateway.Gateway.CalmAsync();
        gateway.Platform.Next.Clear();
        gateway.Clock.Advance(TimeSpan.FromHours(3));
        var outcome = await gateway.CallAsync();
        if (outcome.Failure is { Kind: FailureKind.PlatformUnavailable })
        {
            gateway.Clock.Advance(TimeSpan.FromMinutes(6));
            outcome = await gateway.CallAsync();
        }

        if (outcome.Failure is not null)
        {
            Assert.True(lost && !hasGrace, $"Lost although the platform answered every request in full: {outcome.Failure.Message}\n{string.Join('\n', gateway.Gateway.Logs.Lines)}");
            Assert.Equal(FailureKind.NeedsReconnection, outcome.Failure.Kind);
            Assert.Equal(ConnectionStatus.Broken, (await gateway.ViewAsync()).Status);
            Assert.NotEmpty(gateway.Gateway.Ledger.Of("connection.broken"));
        }

        Assert.Empty(gateway.UsedTooEarly);
        Assert.Single(await gateway.SealedAsync());
        Assert.DoesNotContain("planted", gateway.Gateway.States.Dump(), StringComparison.Ordinal);
        Assert.DoesNotContain(gateway.Gateway.Logs.Lines, line => line.Contains("planted", StringComparison.Ordinal));
        Assert.DoesNotContain("planted", string.Join(' ', gateway.Gateway.Ledger.Items), StringComparison.Ordinal);
#pragma warning restore CA5394
    }

    /// <summary>Lets time pass to each moment that is waited for, until the work is done.</summary>
    private static async Task PassAsync(ManualTime clock, Task work)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (await Task.WhenAny(work, clock.Waits.WaitToReadAsync(patience.Token).AsTask()) is var first && first != work)
        {
            await first;
            while (clock.Waits.TryRead(out var until))
            {
                clock.Advance(until > clock.GetUtcNow() ? until - clock.GetUtcNow() : TimeSpan.Zero);
            }
        }

        await work;
    }
}

using System.Text;
using Squaremcp.Connections;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Tools;
using Squaremcp.Vault;

namespace Squaremcp.Tests.Grains.Connections;

public sealed class ConnectFlowTests
{
    private const string Browser = "browser-1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_secret_of_a_flow_rests_in_its_state()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var (link, state) = await BeginAsync(gateway);
        await CompleteAsync(gateway, state);

        var verifier = Assert.Single(gateway.Forum.Redeemed).Verifier!;
        Assert.Equal(43, verifier.Length);
        foreach (var secret in new[] { link.Ticket!, state, verifier, "planted" })
        {
            Assert.DoesNotContain(secret, gateway.States.Dump(), StringComparison.Ordinal);
            Assert.DoesNotContain(secret, string.Join(' ', gateway.Ledger.Items), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(link.Ticket!, link.ToString(), StringComparison.Ordinal);
        Assert.Equal(["cus_anna/forum/default @anna"], await gateway.ConnectionsAsync());
    }

    [Fact]
    public async Task A_restart_between_button_and_answer_loses_nothing()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var (_, state) = await BeginAsync(gateway);
        await gateway.RestartAsync();
        var outcome = await CompleteAsync(gateway, state);

        Assert.Equal("@anna", outcome.Label);
    }

    /// <summary>The process ends before the nth write of grain state that the answer leads to, for every n.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_crash_at_any_write_never_redeems_a_code_twice_and_a_person_can_begin_again(int writes)
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var (link, state) = await BeginAsync(gateway);
        gateway.States.DieAfter(writes);
        ConnectFlowOutcome? told = null;
        await Record.ExceptionAsync(async () => told = await CompleteAsync(gateway, state));
        var died = gateway.States.Died;
        gateway.States.Live();
        await gateway.RestartAsync();
        var replayed = await CompleteAsync(gateway, state);

        Assert.Equal(writes < 5, died);
        Assert.Single(gateway.Forum.Redeemed);
        Assert.Equal(writes == 0 ? ConnectVerdict.Good : ConnectVerdict.Used, replayed.Verdict);
        var connected = (await gateway.ConnectionsAsync()).Count == 1;
        Assert.True(connected || told?.Label is null, "told of a connection that is not there");
        if (!connected)
        {
            var again = await BeginAsync(gateway, link.Ticket!);
            Assert.Equal("@anna", (await CompleteAsync(gateway, again)).Label);
        }

        Assert.Equal(["cus_anna/forum/default @anna"], await gateway.ConnectionsAsync());
        Assert.Equal(gateway.Forum.Redeemed.Count, gateway.Forum.Redeemed.Select(code => code.Verifier).Distinct().Count());
    }

    [Fact]
    public async Task A_second_answer_waits_for_the_first_and_is_refused()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var (_, state) = await BeginAsync(gateway);
        var answered = new TaskCompletionSource<OAuthTokens>();
        gateway.Forum.Redeem = (_, _) => answered.Task;
        var (first, second) = (CompleteAsync(gateway, state), CompleteAsync(gateway, state));
        answered.SetResult(new() { Access = "planted" });
        ConnectVerdict[] verdicts = [(await first).Verdict, (await second).Verdict];

        Assert.Equal([ConnectVerdict.Good, ConnectVerdict.Used], verdicts.Order());
        Assert.Single(gateway.Forum.Redeemed);
    }

    [Fact]
    public async Task A_connector_that_breaks_is_told_without_its_words()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var (_, state) = await BeginAsync(gateway);
        gateway.Forum.Redeem = (code, _) => throw new InvalidDataException(code.Code);
        var outcome = await CompleteAsync(gateway, state);

        Assert.Equal("broken", outcome.Failure!.Reason);
        Assert.DoesNotContain("planted", outcome.Failure.Message, StringComparison.Ordinal);
        Assert.Equal("broken", gateway.Ledger.Of("connection.connect").Single().Outcome);
    }

    [Fact]
    public async Task A_code_sealed_for_another_flow_is_not_taken()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var (_, state) = await BeginAsync(gateway);
        var outcome = await CompleteAsync(gateway, state, sealedFor: "cfl_00000000000000000000000000");

        Assert.Equal("unreadable", outcome.Failure!.Reason);
        Assert.Empty(gateway.Forum.Redeemed);
    }

    [Fact]
    public async Task A_flow_is_forgotten_after_an_hour()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var (link, _) = await BeginAsync(gateway);
        var flow = Flow(gateway, link.Ticket!);
        gateway.Clock.Advance(TimeSpan.FromHours(1));
        for (var started = TimeProvider.System.GetTimestamp(); gateway.States.Dump().Contains(FlowSecret.Hash(link.Ticket!), StringComparison.Ordinal); await Task.Yield())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(10), "Waited 10 s for the flow to be forgotten.");
        }

        Assert.Equal(ConnectVerdict.Unknown, (await flow.Look(Visit(link.Ticket!), Token)).Verdict);
    }

    [Fact]
    public async Task So_many_links_at_a_time_and_no_more()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        for (var i = 0; i < 30; i++)
        {
            Assert.Null((await OfferAsync(gateway)).Failure);
        }

        var refused = (await OfferAsync(gateway)).Failure!;
        Assert.Equal((FailureKind.RateLimited, 600), (refused.Kind, refused.RetryAfter));
        gateway.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Null((await OfferAsync(gateway)).Failure);
    }

    [Fact]
    public async Task Tokens_that_no_flow_brought_are_not_taken_for_settings_nor_settings_for_tokens()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var key = await new TransportKeys(gateway.Vault).CurrentAsync(Token);
        SealedBox Box(string platform) => SealedBoxes.Seal(key, Encoding.UTF8.GetBytes("""{"box":"notes"}"""), ConnectRequest.About(TestGateway.Anna, platform, "default"));
        var settings = await gateway.Customer.Connect(new() { Platform = "forum", Account = "default", Settings = Box("forum") }, TestGateway.Operator, Token);
        var granted = await gateway.Customer.Connect(new() { Platform = "stub", Account = "default", Settings = Box("stub"), IsGranted = true }, TestGateway.Operator, Token);

        Assert.Equal((FailureKind.InvalidArgument, FailureKind.InvalidArgument), (settings.Failure!.Kind, granted.Failure!.Kind));
        Assert.Empty(await gateway.ConnectionsAsync());
    }

    private static Task<ConnectLink> OfferAsync(TestGateway gateway) => gateway.Customer.OfferConnection("forum", "default", TestGateway.Operator, Token);

    private static async Task<(ConnectLink Link, string State)> BeginAsync(TestGateway gateway)
    {
        var link = await OfferAsync(gateway);
        Assert.Null(link.Failure);
        return (link, await BeginAsync(gateway, link.Ticket!));
    }

    private static async Task<string> BeginAsync(TestGateway gateway, string ticket)
    {
        var state = FlowSecret.New(FlowSecret.Flow(ticket)!);
        var begun = await Flow(gateway, ticket).Begin(new() { Visit = Visit(ticket), StateHash = FlowSecret.Hash(state), RedirectUri = "http://127.0.0.1:3456/connect/callback" }, Token);
        Assert.Equal(ConnectVerdict.Good, begun.Verdict);
        Assert.StartsWith("https://forum.example/authorize?", begun.Address, StringComparison.Ordinal);
        return state;
    }

    private static async Task<ConnectFlowOutcome> CompleteAsync(TestGateway gateway, string state, string? sealedFor = null)
    {
        var flow = FlowSecret.Flow(state)!;
        var box = SealedBoxes.Seal(await new TransportKeys(gateway.Vault).CurrentAsync(Token), Encoding.UTF8.GetBytes("planted-code"), ConnectAnswer.About(sealedFor ?? flow));
        return await gateway.Grains.GetGrain<IConnectFlowGrain>(flow).Complete(new() { StateHash = FlowSecret.Hash(state), Browser = Browser, Code = box }, Token).WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    private static ConnectVisit Visit(string ticket) => new() { TicketHash = FlowSecret.Hash(ticket), Browser = Browser };

    private static IConnectFlowGrain Flow(TestGateway gateway, string ticket) => gateway.Grains.GetGrain<IConnectFlowGrain>(FlowSecret.Flow(ticket)!);
}

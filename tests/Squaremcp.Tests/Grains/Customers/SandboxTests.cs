using Squaremcp.Connections;
using Squaremcp.Customers;
using Squaremcp.Embedded;
using Squaremcp.Platforms;

namespace Squaremcp.Tests.Grains.Customers;

/// <summary>A customer of the sandbox gets its accounts, whatever cuts that off, once, and in the sandbox.</summary>
public sealed class SandboxTests
{
    private const string Connected = $"{TestGateway.Anna}/stub/default mine";

    public static TheoryData<int> Seeds => TestGrains.Seeds(30);

    [Fact]
    public async Task Its_accounts_are_simulated_and_those_of_others_are_not()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateAsync(plan: Plan.Sandbox);
        await gateway.CreateAsync("cus_bert");
        await gateway.ConnectAsync("other", id: "cus_bert");

        Assert.Equal([Connected], await gateway.ConnectionsAsync());
        Assert.True(await IsSimulatedAsync(gateway, TestGateway.Anna));
        Assert.False(await IsSimulatedAsync(gateway, "cus_bert"));
    }

    [Fact]
    public async Task What_could_not_be_connected_is_at_the_next_start()
    {
        await using var gateway = await StartAsync(new TestSandbox { IsBroken = true });
        await gateway.CreateAsync(plan: Plan.Sandbox);
        Assert.Empty(await gateway.ConnectionsAsync());

        gateway.Sandbox = new TestSandbox();
        await gateway.RestartAsync();

        Assert.Equal([Connected], await gateway.ConnectionsAsync());
    }

    [Fact]
    public async Task What_the_customer_disconnected_stays_so()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateAsync(plan: Plan.Sandbox);
        await gateway.DisconnectAsync();
        await gateway.RestartAsync();

        Assert.Empty(await gateway.ConnectionsAsync());
    }

    [Fact]
    public async Task Without_a_sandbox_nobody_moves_into_it_and_nothing_is_connected()
    {
        await using var gateway = await StartAsync(new NoSandbox());
        await gateway.CreateAsync(plan: Plan.Sandbox);
        await gateway.CreateAsync("cus_bert");

        Assert.Empty(await gateway.ConnectionsAsync());
        Assert.Contains("--sandbox", (await gateway.Grains.GetGrain<ICustomerGrain>("cus_bert").SetPlan(Plan.Sandbox, TestGateway.Operator, TestContext.Current.CancellationToken)).Failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_fails_the_account_is_there_once_and_recorded(int seed)
    {
        await using var gateway = await TestGateway.StartAsync(new Faults(seed) { LoseAnswer = 0.1, Reject = 0.1, StaleEtag = 0.1, Reorder = 0.2 });
        gateway.Sandbox = new TestSandbox();
        for (var attempt = 0; attempt < 50; attempt++)
        {
            try
            {
                await gateway.CreateAsync(plan: Plan.Sandbox);
                break;
            }
            catch (Exception)
            {
                // Asked again, as a person would.
            }
        }

        await gateway.CalmAsync();

        Assert.Equal([Connected], await gateway.ConnectionsAsync());
        Assert.Equal("mine", await gateway.BoxAsync());
        Assert.True(await IsSimulatedAsync(gateway, TestGateway.Anna));
        Assert.Contains(gateway.Ledger.Of("connection.connect"), entry => entry.Outcome == "ok");
    }

    private static async Task<TestGateway> StartAsync(ISandbox? sandbox = null)
    {
        var gateway = await TestGateway.StartAsync();
        gateway.Sandbox = sandbox ?? new TestSandbox();
        return gateway;
    }

    private static async Task<bool> IsSimulatedAsync(TestGateway gateway, string customer) =>
        (await gateway.Grains.GetGrain<ICredentialGrain>($"{customer}/stub/default").Settle(TestContext.Current.CancellationToken))!.IsSandbox;

    private sealed class TestSandbox : ISandbox
    {
        public bool IsBroken { get; init; }

        public bool IsOpen => true;

        public IReadOnlyList<string> Platforms { get; } = ["stub", "none-of-ours"];

        public SandboxSettingsOf Account(string platform, string customer) => IsBroken ? throw new IOException("no room") : new("""{"box":"mine","token":"secret"}""", IsGranted: false);
    }
}

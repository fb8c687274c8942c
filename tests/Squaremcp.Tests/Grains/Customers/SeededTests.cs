using System.Collections.Concurrent;
using Squaremcp.Customers;
using Squaremcp.Embedded;
using Squaremcp.Tools;

namespace Squaremcp.Tests.Grains.Customers;

/// <summary>Three customers quarrel over a few boxes on a host that loses answers, rejects calls, reorders them and fails writes, by seed.</summary>
public sealed class SeededTests
{
    private static readonly string[] Customers = [TestGateway.Anna, "cus_bert", "cus_cleo"];
    private static readonly string[] Accounts = ["default", "second"];
    private static readonly string[] Boxes = ["a", "a/inner", "b", "B/deep", "c"];

    public static TheoryData<int> Seeds => TestGrains.Seeds(50);

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_fails_nothing_is_half_made_held_twice_or_unrecorded(int seed)
    {
        await using var gateway = await TestGateway.StartAsync(new Faults(seed) { LoseAnswer = 0.07, Reject = 0.07, StaleEtag = 0.07, Reorder = 0.2 });
        var answered = await QuarrelAsync(gateway, seed);
        await gateway.CalmAsync();

        await AssertWholeAsync(gateway);
        AssertRecorded(gateway, answered);
        foreach (var customer in Customers)
        {
            Assert.Contains(gateway.Ledger.Of("customer.create"), entry => entry.CustomerId == customer);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_second_activation_never_makes_two_hold_one_box_or_loses_a_record(int seed)
    {
        await using var gateway = await TestGateway.StartAsync(Faults.Seeded(seed));
        var answered = await QuarrelAsync(gateway, seed);
        await gateway.CalmAsync();

        AssertNoOverlap(await gateway.ClaimsAsync());
        AssertRecorded(gateway, answered);
    }

    private static async Task<ConcurrentDictionary<string, ToolOutcome>> QuarrelAsync(TestGateway gateway, int seed)
    {
        foreach (var customer in Customers)
        {
            await UntilDoneAsync(() => gateway.CreateAsync(customer));
        }

        var answered = new ConcurrentDictionary<string, ToolOutcome>();
        await Task.WhenAll(Customers.Select((customer, place) => ActAsync(gateway, customer, new(seed * 31 + place), answered)));
        return answered;
    }

    private static async Task ActAsync(TestGateway gateway, string id, Random random, ConcurrentDictionary<string, ToolOutcome> answered)
    {
        var by = TestGateway.Operator with { CustomerId = id };
        var customer = gateway.Grains.GetGrain<ICustomerGrain>(id);
        for (var i = 0; i < 25; i++)
        {
            var account = Accounts[random.Next(Accounts.Length)];
            var call = new ToolCall { Tool = random.Next(2) == 0 ? "stub_read" : "stub_write", Arguments = $$"""{"text":"{{id}}_{{i}}","account":"{{account}}"}""", Caller = by, CallId = $"{id}_{i}" };
            var act = random.Next(4) switch
            {
                0 => gateway.ConnectAsync(Boxes[random.Next(Boxes.Length)], account, id),
                1 => customer.Disconnect("stub", account, by, CancellationToken.None),
                _ => KeepAsync(customer.CallTool(call, CancellationToken.None), call.CallId, answered),
            };
            await Record.ExceptionAsync(() => act.WaitAsync(TimeSpan.FromSeconds(30)));
        }
    }

    private static async Task KeepAsync(Task<ToolOutcome> call, string id, ConcurrentDictionary<string, ToolOutcome> answered) => answered[id] = await call;

    /// <summary>Connections, what is held, and what calls really use, are the same set.</summary>
    private static async Task AssertWholeAsync(TestGateway gateway)
    {
        var (connections, used) = (new List<string>(), new List<string>());
        foreach (var customer in Customers)
        {
            connections.AddRange(await gateway.ConnectionsAsync(customer));
            foreach (var account in Accounts)
            {
                if (await gateway.BoxAsync(account, customer) is { } box)
                {
                    used.Add($"{customer}/stub/{account} {box}");
                }
            }
        }

        var claims = await gateway.ClaimsAsync();
        Assert.Equal(connections.Order(), claims.Order());
        Assert.Equal(connections.Order(), used.Order());
        AssertNoOverlap(claims);
        Assert.All(connections, connection => Assert.Contains(gateway.Ledger.Of("connection.connect"), entry => entry.Outcome == "ok" && connection.StartsWith($"{entry.CustomerId}/{entry.Target} ", StringComparison.Ordinal)));
    }

    private static void AssertNoOverlap(IReadOnlyList<string> claims)
    {
        var held = claims.Select(claim => claim.Split(' ')).ToList();
        Assert.All(held, one => Assert.DoesNotContain(held, other => other[0] != one[0] && $"{other[1]}/".StartsWith($"{one[1]}/", StringComparison.OrdinalIgnoreCase)));
    }

    private static void AssertRecorded(TestGateway gateway, ConcurrentDictionary<string, ToolOutcome> answered)
    {
        var recorded = gateway.Ledger.Items.Where(item => item.Audit.Action == "tool.call").ToDictionary(item => item.Audit.CallId);
        Assert.NotEmpty(answered);
        Assert.All(answered, call => Assert.Equal(call.Value.Failure is { } failure ? Outcomes.Word(failure.Kind) : "ok", recorded[call.Key].Audit.Outcome));
        Assert.All(gateway.Platform.Calls, call => Assert.NotNull(recorded[call.Split(' ')[2]].Usage));
    }

    private static async Task UntilDoneAsync(Func<Task> act)
    {
        for (var tries = 0; await Record.ExceptionAsync(act) is { } exception; tries++)
        {
            Assert.True(tries < 50, $"{exception}");
        }
    }
}

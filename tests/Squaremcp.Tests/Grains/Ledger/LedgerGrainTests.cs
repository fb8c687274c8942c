using Squaremcp.Ledger;

namespace Squaremcp.Tests.Grains.Ledger;

public sealed class LedgerGrainTests
{
    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 1)]
    [InlineData(7, 7)]
    [InlineData(5000, 200)]
    public async Task A_page_holds_1_to_200_entries(int limit, int most)
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        for (var i = 0; i < 210; i++)
        {
            await gateway.CallAsync("nonsense");
        }

        var page = await gateway.Grains.GetGrain<ILedgerGrain>(TestGateway.Anna).Audit(new() { Limit = limit }, TestContext.Current.CancellationToken);
        Assert.Equal(most, page.Entries.Count);
    }
}

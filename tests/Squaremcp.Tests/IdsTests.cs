namespace Squaremcp.Tests.Frontend;

public sealed class IdsTests
{
    [Fact]
    public void An_id_sorts_by_time()
    {
        var early = Ids.New("cus", DateTimeOffset.FromUnixTimeMilliseconds(1_000));
        var late = Ids.New("cus", DateTimeOffset.FromUnixTimeMilliseconds(2_000));

        Assert.True(string.CompareOrdinal(early, late) < 0, $"{early} does not sort before {late}");
    }
}

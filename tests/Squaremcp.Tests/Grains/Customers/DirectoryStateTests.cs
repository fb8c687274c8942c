using Squaremcp.Customers;
using Squaremcp.Grains.Customers;

namespace Squaremcp.Tests.Grains.Customers;

public sealed class DirectoryStateTests
{
    private static readonly DirectoryState Held = new() { Claims = [Claim("team/notes", "cus_a/obsidian/default")] };

    [Theory]
    [InlineData("team/notes", true)]
    [InlineData("TEAM/Notes", true)]
    [InlineData("team", true)]
    [InlineData("team/notes/private", true)]
    [InlineData("team/notes2", false)]
    [InlineData("team/other", false)]
    [InlineData("tea", false)]
    [InlineData("notes", false)]
    public void What_equals_contains_or_lies_within_a_claim_conflicts(string value, bool conflicts) =>
        Assert.Equal(conflicts, Held.Conflict(Claim(value, "cus_b/obsidian/default")) is not null);

    [Fact]
    public void A_holder_is_never_in_its_own_way() =>
        Assert.Null(Held.Conflict(Claim("team", "cus_a/obsidian/default")));

    [Fact]
    public void Two_accounts_of_one_customer_are_two_holders() =>
        Assert.NotNull(Held.Conflict(Claim("team/notes", "cus_a/obsidian/second")));

    [Fact]
    public void Kinds_do_not_meet() =>
        Assert.Null(Held.Conflict(Claim("team/notes", "cus_b/obsidian/default") with { Kind = "drive" }));

    [Fact]
    public void A_new_claim_of_a_holder_leaves_its_old_one_until_that_is_given_back()
    {
        var both = Held.With(Claim("other", "cus_a/obsidian/default"));

        Assert.NotNull(both.Conflict(Claim("team/notes", "cus_b/obsidian/default")));
        Assert.Same(both, both.With(Claim("other", "cus_a/obsidian/default")));
    }

    private static ResourceClaim Claim(string value, string holder) => new() { Kind = "obsidian-vault", Value = value, Holder = holder };
}

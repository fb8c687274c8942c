using Squaremcp.Frontend.Cluster;

namespace Squaremcp.Tests.Cluster.Rules;

public sealed class DashboardRuleTests
{
    [Theory]
    [InlineData("/GrainState")]
    [InlineData("/Reminders")]
    [InlineData("/Reminders/{page:int}")]
    [InlineData("/Trace")]
    [InlineData("/WhatAnotherVersionBrings")]
    public void What_names_customers_and_what_nobody_looked_at_is_closed(string route) => Assert.NotNull(DashboardRule.Refusal(route));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/DashboardCounters")]
    [InlineData("/SiloStats/{*address}")]
    public void Numbers_of_types_and_silos_are_shown(string route) => Assert.Null(DashboardRule.Refusal(route));

    [Fact]
    public void Nothing_is_both() => Assert.Empty(DashboardRule.Shown.Intersect(DashboardRule.Closed.Keys));
}

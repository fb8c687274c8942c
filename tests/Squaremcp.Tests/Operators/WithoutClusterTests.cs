using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Operators;

public sealed class WithoutClusterTests(OAuthGateway gateway) : IClassFixture<OAuthGateway>
{
    [Fact]
    public async Task An_installation_of_one_process_has_no_such_page_and_none_leads_there()
    {
        using var nobody = new WebPerson(gateway);

        Assert.All(
            await Task.WhenAll(((string[])["/operator/cluster", "/operator/cluster/dashboard/", "/operator/cluster/dashboard/DashboardCounters"]).Select(path => nobody.GetAsync(path))),
            answer => Assert.Equal(404, answer.Status));
        Assert.DoesNotContain("/operator/cluster", (await nobody.GetAsync("/operator/doctor")).Text, StringComparison.Ordinal);
    }
}

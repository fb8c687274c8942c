using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Frontend.Operation;
using Squaremcp.Frontend.Operators;
using Squaremcp.Tests.Mcp;

namespace Squaremcp.Tests.Operators;

/// <summary>Who gets to the dashboard of a cluster; the real one is in <c>Cluster/Processes/OrleansDashboardTests</c>.</summary>
public sealed class ClusterDeskTests(DeskGateway gateway) : IClassFixture<DeskGateway>
{
    private const string Strict = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'";

    public static TheoryData<string> Paths =>
    [
        .. DeskGateway.Routes.Select(route => OperatorRoutes.Dashboard + route.Replace("{*grainName}", "Some.Grain", StringComparison.Ordinal).Replace("{page:int}", "2", StringComparison.Ordinal)),
        "/OPERATOR/Cluster/DASHBOARD/dashboardcounters", "/operator/cluster/dashboard", "/operator/cluster/dashboard/nothing/there", "/operator/cluster/dashboard/%47rainState", "/operator/cluster/dashboard//GrainState",
    ];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Whoever_has_not_shown_the_admin_key_is_asked_for_it_on_every_path(string path)
    {
        using var nobody = gateway.Nobody();
        using var owner = await gateway.PersonAsync();

        Reply[] answers =
        [
            await nobody.GetAsync(path),
            await nobody.PostAsync(path, new Dictionary<string, string>()),
            await nobody.GetAsync(path, ("x-api-key", gateway.Key)),
            await nobody.GetAsync(path, ("Cookie", $"sq-operator={new string('A', 43)}")),
            await owner.GetAsync(path),
        ];
        Assert.All(answers, answer =>
        {
            Assert.Equal(401, answer.Status);
            Assert.Contains("Admin key of this installation", answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(DeskGateway.Inside, answer.Text, StringComparison.Ordinal);
            Assert.Equal((Strict, "no-store"), (answer.Headers["content-security-policy"], answer.Headers["cache-control"]));
        });
    }

    [Fact]
    public async Task What_silos_do_not_tell_is_told_so_in_our_words()
    {
        using var person = await gateway.OperatorAsync();
        var shown = await person.GetAsync(OperatorRoutes.Dashboard + DeskGateway.Broken);

        Assert.Equal(503, shown.Status);
        Assert.Contains("SQUAREMCP__Cluster__Dashboard=true", shown.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", shown.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_admin_key_opens_it_in_this_browser_under_headers_of_its_own()
    {
        using var person = await gateway.OperatorAsync();
        var shown = await person.GetAsync("/operator/cluster/dashboard/DashboardCounters");

        Assert.Equal((200, DeskGateway.Inside), (shown.Status, shown.Text));
        Assert.Equal((OperatorRoutes.DashboardPolicy, "DENY", "no-store"), (shown.Headers["content-security-policy"], shown.Headers["x-frame-options"], shown.Headers["cache-control"]));
        Assert.DoesNotContain("script-src 'self' 'unsafe", OperatorRoutes.DashboardPolicy, StringComparison.Ordinal);
        Assert.Equal(404, (await person.GetAsync("/operator/cluster/dashboard/nothing/there")).Status);
        var desk = await person.GetAsync("/operator/cluster");
        Assert.Contains("Open the dashboard", desk.Text, StringComparison.Ordinal);
        Assert.Equal(Strict, desk.Headers["content-security-policy"]);
        Assert.Equal(Strict, (await person.GetAsync("/login")).Headers["content-security-policy"]);
    }

    [Theory]
    [InlineData("GrainState?grainId=cus_1&grainType=Squaremcp.Grains.Customers.CustomerGrain")]
    [InlineData("grainstate")]
    [InlineData("%47rainState")]
    [InlineData("Reminders")]
    [InlineData("Reminders/2")]
    [InlineData("Trace")]
    [InlineData("SomethingNew")]
    public async Task What_would_name_customers_or_is_not_known_is_closed_to_the_operator_too(string path)
    {
        using var person = await gateway.OperatorAsync();
        var refused = await person.GetAsync("/operator/cluster/dashboard/" + path);

        Assert.Equal(403, refused.Status);
        Assert.Contains("not shown here", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(DeskGateway.Inside, refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_signed_out_is_refused_at_once_whoever_holds_its_cookie()
    {
        using var person = await gateway.OperatorAsync();
        using var thief = gateway.Nobody();
        thief.Cookies.SetCookies(new(gateway.Origin), person.Cookies.GetCookieHeader(new(gateway.Origin)).Replace("; ", ",", StringComparison.Ordinal));
        Assert.Equal(200, (await thief.GetAsync("/operator/cluster/dashboard/")).Status);

        Assert.Equal(303, (await person.SubmitAsync(await person.GetAsync("/operator/cluster"), 0)).Status);
        Assert.Equal(401, (await thief.GetAsync("/operator/cluster/dashboard/")).Status);
        Assert.Equal(401, (await person.GetAsync("/operator/cluster/dashboard/")).Status);
    }

    [Fact]
    public async Task A_session_ends_by_itself_after_a_working_day()
    {
        using var person = await gateway.OperatorAsync();
        gateway.Clock.Advance(TimeSpan.FromHours(8));

        Assert.Equal(401, (await person.GetAsync("/operator/cluster/dashboard/")).Status);
        Assert.Contains("Admin key of this installation", (await person.GetAsync("/operator/cluster")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_ends_with_the_admin_key_it_was_opened_by()
    {
        var other = ActivatorUtilities.CreateInstance<OperatorSessions>(gateway.Services, Secrets.Given("another-admin-key-0123456789", new byte[32]));
        var ours = gateway.Services.GetRequiredService<OperatorSessions>();
        using var person = await gateway.OperatorAsync();
        var request = new DefaultHttpContext { RequestServices = gateway.Services };
        request.Request.Headers.Cookie = person.Cookies.GetCookieHeader(new(gateway.Origin));

        Assert.True(await ours.IsThereAsync(request));
        Assert.False(await other.IsThereAsync(request));
    }

    [Fact]
    public async Task The_cookie_is_the_pages_alone_and_opens_nothing_else()
    {
        using var person = await gateway.OperatorAsync();
        var cookie = person.Cookies.GetCookies(new(gateway.Origin)).Single(one => one.Name == "sq-operator");

        Assert.True(cookie.HttpOnly);
        Assert.Equal(401, (await person.GetAsync("/api/v1/admin/customers")).Status);
        Assert.Contains("<h1>Sign in</h1>", (await person.GetAsync("/account/doctor")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cookie_does_not_arrive_from_another_site()
    {
        using var nobody = gateway.Nobody();
        var entered = await nobody.SubmitAsync(await nobody.GetAsync("/operator/cluster"), 0, ("key", McpGateway.AdminKey));

        Assert.Contains("samesite=strict", entered.Headers["set-cookie"], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_wrong_key_and_a_form_of_another_site_open_nothing()
    {
        using var nobody = gateway.Nobody();
        var wrong = await nobody.SubmitAsync(await nobody.GetAsync("/operator/cluster"), 0, ("key", "guess"));

        Assert.Equal(401, wrong.Status);
        Assert.Contains("That is not the admin key", wrong.Text, StringComparison.Ordinal);
        Assert.Equal(400, (await nobody.PostAsync("/operator/cluster", new Dictionary<string, string> { ["key"] = McpGateway.AdminKey })).Status);
        Assert.DoesNotContain(nobody.Cookies.GetAllCookies(), (Cookie one) => one.Name == "sq-operator");
    }

    [Fact]
    public async Task The_doctors_page_leads_there()
    {
        using var nobody = gateway.Nobody();

        Assert.Contains("href=\"/operator/cluster\"", (await nobody.GetAsync("/operator/doctor")).Text, StringComparison.Ordinal);
    }
}

using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Squaremcp.Frontend.Cluster;
using Squaremcp.Frontend.Operators;
using Squaremcp.Tests.Architecture;
using Squaremcp.Tests.Clients;
using Squaremcp.Tests.Mcp;
using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Cluster.Processes;

/// <summary>Orleans' own dashboard, on real programs.</summary>
public sealed partial class OrleansDashboardTests
{
    private const string Chromium = "/usr/bin/chromium";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_operator_sees_silos_and_grains_nobody_else_sees_anything_and_no_customer_is_named()
    {
        await using var cluster = await ClusterRun.StartAsync();
        var (silos, one, other) = (new[] { cluster.Silo(0), cluster.Silo(1) }, cluster.Frontend(), cluster.Frontend());
        var without = cluster.Frontend(("Cluster__Dashboard", "false"));
        foreach (var process in (ClusterProcess[])[.. silos, one, other, without])
        {
            await process.BecomesAsync(HttpStatusCode.OK, Token);
        }

        var tenant = await cluster.TenantAsync(one, Token);
        using var superadmin = Person(one);
        using var nobody = Person(one);
        using var owner = Person(one);
        await owner.SignUpAsync();
        await EnterAsync(superadmin);

        // Somebody looks, so calls are counted from now on; what they cost is told once a second.
        var counters = await CountedAsync(superadmin, async () => Assert.False((await tenant.CallAsync(one, "obsidian_append_to_note", new { path = "a.md", content = "hello" }, Token)).IsError));
        var hosts = counters.GetProperty("hosts").EnumerateArray().Where(host => host.GetProperty("status").GetString() == "Active").Select(host => host.GetProperty("siloAddress").GetString()!).ToList();
        Assert.Equal(2, hosts.Count);
        Assert.Contains("Squaremcp.Grains.Customers.CustomerGrain", Grains(counters));
        Assert.Contains("Squaremcp.Grains.Connections.CredentialGrain", Grains(counters));

        var asked = Asked((await superadmin.GetAsync(OperatorRoutes.Dashboard + "/")).Text, hosts[0], tenant.Id);
        Assert.True(asked.Count > 15, string.Join(' ', asked.Select(one => one.Path)));
        foreach (var (route, path) in asked)
        {
            foreach (var refused in (Reply[])[await nobody.GetAsync(path), await owner.GetAsync(path), await nobody.GetAsync(path, ("x-api-key", tenant.Key))])
            {
                Assert.True(refused.Status == 401 && refused.Text.Contains("Admin key of this installation", StringComparison.Ordinal), $"{path} answered {refused.Status}: {refused.Text}");
            }

            var shown = await superadmin.GetAsync(path);
            var expected = DashboardRule.Closed.ContainsKey(route) ? 403 : 200;
            Assert.True(shown.Status == expected, $"{path} answered {shown.Status}, not {expected}: {shown.Text}\n{one.Output}");
            Assert.Equal((OperatorRoutes.DashboardPolicy, "DENY"), (shown.Headers["content-security-policy"], shown.Headers["x-frame-options"]));
            Assert.Contains("no-store", shown.Headers["cache-control"], StringComparison.Ordinal);
            Assert.All((string[])[tenant.Id, tenant.Id[4..], "owner@example.org", owner.Email, tenant.Key, ClusterRun.AdminKey], secret => Assert.DoesNotContain(secret, shown.Text, StringComparison.OrdinalIgnoreCase));
        }

        using var elsewhere = Person(other);
        elsewhere.Cookies.Add(superadmin.Cookies.GetCookies(one.Http.BaseAddress!));
        Assert.Equal(200, (await elsewhere.GetAsync(OperatorRoutes.Dashboard + "/DashboardCounters")).Status);
        await superadmin.SubmitAsync(await superadmin.GetAsync(OperatorRoutes.Cluster), 0);
        Assert.Equal(401, (await elsewhere.GetAsync(OperatorRoutes.Dashboard + "/DashboardCounters")).Status);

        using var visitor = Person(without);
        Assert.Equal(404, (await visitor.GetAsync(OperatorRoutes.Cluster)).Status);
        Assert.Equal(404, (await visitor.GetAsync(OperatorRoutes.Dashboard + "/DashboardCounters")).Status);
    }

    [Fact]
    public async Task Where_silos_do_not_count_the_operator_is_told_what_to_set()
    {
        await using var cluster = await ClusterRun.SharedAsync(1);
        var (silo, frontend) = (cluster.Silo(0, ("Cluster__Dashboard", "false")), cluster.Frontend());
        await silo.BecomesAsync(HttpStatusCode.OK, Token);
        await frontend.BecomesAsync(HttpStatusCode.OK, Token);
        using var superadmin = Person(frontend);
        await EnterAsync(superadmin);

        var counters = await superadmin.GetAsync(OperatorRoutes.Dashboard + "/DashboardCounters");

        Assert.True(counters.Status == 503, $"{counters.Status}: {counters.Text}\n{frontend.Output}");
        Assert.Contains("SQUAREMCP__Cluster__Dashboard=true", counters.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("unhandled", frontend.Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task In_a_browser_it_draws_itself_under_its_policy_and_without_an_error()
    {
        NodeClients.SkipWithoutThem();
        Assert.SkipUnless(File.Exists(Chromium), $"There is no {Chromium}: install Debian's package chromium.");
        await using var cluster = await ClusterRun.StartAsync();
        var (silos, frontend) = (new[] { cluster.Silo(0), cluster.Silo(1) }, cluster.Frontend());
        foreach (var process in (ClusterProcess[])[.. silos, frontend])
        {
            await process.BecomesAsync(HttpStatusCode.OK, Token);
        }

        var tenant = await cluster.TenantAsync(frontend, Token);
        var origin = frontend.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);
        var seen = await NodeClients.WalkAsync(
            new { origin, adminKey = ClusterRun.AdminKey, key = tenant.Key, screenshots = Path.Combine(Repository.Root, "artifacts", "screenshots"), chromium = Chromium }, Token, "dashboard.mjs");

        Assert.Empty(seen.GetProperty("faults").EnumerateArray().Select(fault => fault.GetString()));
        Assert.Contains("CustomerGrain", seen.GetProperty("grains").GetString(), StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", seen.GetProperty("silos").GetString(), StringComparison.Ordinal);
        Assert.True(seen.GetProperty("stagesDrawn").GetBoolean());
        Assert.Equal("Admin key of this installation", seen.GetProperty("afterwards").GetString());
    }

    private static WebPerson Person(ClusterProcess frontend) => new(frontend.Http.BaseAddress!, "", new());

    private static async Task EnterAsync(WebPerson person)
    {
        var entered = await person.SubmitAsync(await person.GetAsync(OperatorRoutes.Cluster), 0, ("key", ClusterRun.AdminKey));
        Assert.True(entered.Status == 303, entered.Text);
    }

    /// <summary>The counters, once calls that were made while they were looked at stand in them.</summary>
    private static async Task<JsonElement> CountedAsync(WebPerson superadmin, Func<Task> callAsync)
    {
        for (var began = System.Diagnostics.Stopwatch.StartNew(); ;)
        {
            await callAsync();
            var answer = await superadmin.GetAsync(OperatorRoutes.Dashboard + "/DashboardCounters");
            Assert.True(answer.Status == 200, answer.Text);
            var counters = JsonElement.Parse(answer.Text);
            if (counters.GetProperty("simpleGrainStats").EnumerateArray().Any(grain => grain.GetProperty("grainType").GetString()!.EndsWith(".CustomerGrain", StringComparison.Ordinal) && grain.GetProperty("totalCalls").GetInt64() > 0))
            {
                return counters;
            }

            Assert.True(began.Elapsed < TimeSpan.FromSeconds(60), $"No call of a customer's grain was counted within 60 s: {answer.Text}");
        }
    }

    private static IEnumerable<string?> Grains(JsonElement counters) => counters.GetProperty("simpleGrainStats").EnumerateArray().Select(grain => grain.GetProperty("grainType").GetString());

    /// <summary>An address for every route of the dashboard, and what its page loads.</summary>
    private static List<(string Route, string Path)> Asked(string page, string silo, string customer) =>
    [
        .. DashboardRoutes.All.Select(route => (route, OperatorRoutes.Dashboard + route
            .Replace("/fonts/{**path}", "/fonts/fa-solid-900.woff2", StringComparison.Ordinal)
            .Replace("/img/{**path}", "/img/OrleansLogo.png", StringComparison.Ordinal)
            .Replace("{*grainName}", "Squaremcp.Grains.Customers.CustomerGrain", StringComparison.Ordinal)
            .Replace("{page:int}", "1", StringComparison.Ordinal)
            .Replace("{*address}", silo, StringComparison.Ordinal)
            .Replace("{*path}", silo, StringComparison.Ordinal)
            .Replace("/GrainState", $"/GrainState?grainId={customer}&grainType=Squaremcp.Grains.Customers.CustomerGrain", StringComparison.Ordinal))),
        .. Loaded().Matches(page).Select(match => match.Groups["file"].Value).Select(file => ($"/{file}", $"{OperatorRoutes.Dashboard}/{file}")),
    ];

    [GeneratedRegex("""(?:href|src)="(?:\./)?(?<file>[\w.]+)["#]""", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Loaded();
}

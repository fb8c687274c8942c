using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Customers;
using Squaremcp.Frontend.Api;
using Squaremcp.Tests.Mcp;
using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Accounts;

public sealed partial class RoleTableTests(OAuthGateway gateway) : IClassFixture<OAuthGateway>
{
    [Fact]
    public void Every_customers_route_has_one_row_and_no_row_is_without_a_route() =>
        Assert.Equal(Routes().Order(StringComparer.Ordinal), RouteDeeds.All.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData(Role.Viewer), InlineData(Role.Member), InlineData(Role.Admin), InlineData(Role.Owner)]
    public async Task Every_route_is_open_to_the_roles_the_table_names_and_closed_to_the_others(Role role)
    {
        using var team = await Team.OfAsync(gateway);
        await team.MemberAsync(Role.Owner);
        var person = await team.MemberAsync(role);
        var wrong = new List<string>();
        foreach (var route in Routes())
        {
            var (method, path) = (route.Split(' ')[0], Parameter().Replace(route.Split(' ')[1], "nothing"));
            var answer = await team.CallAsync(person, method, path, method is "POST" or "PUT" ? new { } : null);
            var closed = answer is { Status: 403 } && Reason(answer) == "role";
            if (closed == role.May(RouteDeeds.All[route]) || answer.Status is 401 or >= 500)
            {
                wrong.Add($"{role.Word()} {route}: {answer.Status} {answer.Text}");
            }
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData(Role.Viewer), InlineData(Role.Owner)]
    public async Task The_operators_routes_are_closed_to_every_person(Role role)
    {
        using var team = await Team.OfAsync(gateway);
        var person = await team.MemberAsync(role);

        var answers = new List<int>();
        foreach (var route in All().Where(route => route.Contains(" /api/v1/admin", StringComparison.Ordinal)))
        {
            answers.Add((await team.CallAsync(person, route.Split(' ')[0], Parameter().Replace(route.Split(' ')[1], "nothing"), route.StartsWith('P') ? new { } : null)).Status);
        }

        Assert.NotEmpty(answers);
        Assert.All(answers, status => Assert.Equal(401, status));
    }

    [Fact]
    public void Roles_md_says_what_the_table_says()
    {
        var file = Path.Combine(Path.GetDirectoryName(Here())!, "../../../docs/roles.md");
        if (Environment.GetEnvironmentVariable("SQUAREMCP_UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(file, Written());
        }

        Assert.Equal(Written(), File.ReadAllText(file));
    }

    private static string Written()
    {
        Role[] roles = [Role.Viewer, Role.Member, Role.Admin, Role.Owner];
        var text = new StringBuilder("""
            # Roles

            What a person may do with a customer, whether by browser or through an app they let in. `RoleTable` and `RouteDeeds` say so; this page is written from them by a test
            (`SQUAREMCP_UPDATE_SNAPSHOTS=1`). Keys have rights of their own, and a member's app may do less than its member where it was let in to read only. Everybody may leave, except the last owner.


            """);
        text.Append("| What | ").AppendJoin(" | ", roles.Select(role => role.Word())).Append(" |\n|---|").Append(string.Concat(roles.Select(_ => "---|"))).Append('\n');
        foreach (var row in RoleTable.Rows)
        {
            text.Append($"| {row.Words} | ").AppendJoin(" | ", roles.Select(role => role.May(row.Deed) ? "yes" : "no")).Append(" |\n");
        }

        text.Append("\n## By route\n\nAn impersonation (decision 0016) is the operator's person acting as the customer: one that reads, or one begun with changes allowed. *Suspended* says what is left to a customer that the operator has stopped.\n");
        text.Append("\n| Route | From | Impersonation | Suspended |\n|---|---|---|---|\n");
        foreach (var (route, deed) in RouteDeeds.All)
        {
            var impersonation = RouteDeeds.MayImpersonate(Role.Viewer, route) ? "reading" : RouteDeeds.MayImpersonate(Role.Member, route) ? "with changes" : "never";
            var suspended = route.Contains("/tools/{name}", StringComparison.Ordinal) ? "the gateway's own tools" : RouteDeeds.IsOpenWhileSuspended(route) ? "yes" : "no";
            text.Append($"| `{route}` | {RoleTable.Least(deed).Word()} | {impersonation} | {suspended} |\n");
        }

        return text.ToString();
    }

    private IEnumerable<string> Routes() => All().Where(route => route.Contains(" /api/v1/", StringComparison.Ordinal)
        && !route.Contains(" /api/v1/admin", StringComparison.Ordinal) && !route.Contains(" /api/v1/account", StringComparison.Ordinal));

    private IEnumerable<string> All() =>
        from endpoint in gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
        select RouteDeeds.Name(method, endpoint.RoutePattern.RawText!);

    /// <summary>A route's pattern as a path, of things there are not.</summary>
    internal static string Filled(string pattern) => Parameter().Replace(pattern, "nothing");

    private static string? Reason(Reply answer) => answer.Text.StartsWith('{') && answer.Json.TryGetProperty("reason", out var reason) ? reason.GetString() : null;

    private static string Here([CallerFilePath] string file = "") => file;

    [GeneratedRegex("\\{[^}]*\\}", RegexOptions.None, 1_000)]
    private static partial Regex Parameter();
}

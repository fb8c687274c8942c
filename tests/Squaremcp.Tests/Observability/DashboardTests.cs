using System.Text.Json;
using System.Text.RegularExpressions;
using Squaremcp.Tests.Architecture;
using Squaremcp.Tests.Mcp;
using YamlDotNet.RepresentationModel;

namespace Squaremcp.Tests.Observability;

/// <summary>The dashboard and the alerts ask for what there is, and every alert leads to what to do.</summary>
public sealed partial class DashboardTests(McpGateway gateway) : IClassFixture<McpGateway>
{
    private const string Alerts = "k8s/monitoring/alerts.yaml";
    private const string Dashboard = "k8s/monitoring/dashboard.json";

    /// <summary>Given by whoever collects, or by the format itself.</summary>
    private static readonly string[] Labels = ["pod", "job", "le"];

    [Fact]
    public async Task Every_metric_that_is_asked_for_is_one_that_is_told()
    {
        await gateway.AskAsync("tools/call", new { name = "obsidian_read_note", arguments = new { path = "Plan.md" } });
        var told = Exposition.Read(await gateway.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken));

        Assert.True(Expressions().Count() > 30);
        Assert.Empty(Expressions().SelectMany(Unknown).Distinct());

        IEnumerable<string> Unknown(string expression) =>
            from name in Named(expression)
            where !told.Kinds.ContainsKey(name) && !(Part().Match(name) is { Success: true } part && told.Kinds.GetValueOrDefault(part.Groups["name"].Value) == "histogram")
            select $"{name} in {expression}";
    }

    [Fact]
    public void Every_label_that_is_asked_for_is_one_that_the_code_gives()
    {
        var sources = string.Concat(Repository.Sources().Where(file => !file.StartsWith("tests/", StringComparison.Ordinal)).Select(Repository.Read));

        Assert.Empty(
            from expression in Expressions()
            from label in Asked(expression)
            where !Labels.Contains(label) && !Regex.IsMatch(sources, $"\"{label.Replace("_", "[._]", StringComparison.Ordinal)}\"", RegexOptions.None, TimeSpan.FromSeconds(5))
            select $"{label} in {expression}");
    }

    [Fact]
    public void Every_alert_has_a_paragraph_that_says_what_to_do()
    {
        var anchors = Repository.Read("docs/operations.md").Split('\n').Where(line => line.StartsWith('#')).Select(line => $"docs/operations.md#{Slug(line)}").ToHashSet(StringComparer.Ordinal);

        Assert.All(Rules(), rule => Assert.Contains(rule.Runbook, anchors));
        Assert.True(Rules().Count() > 8);
        Assert.Equal(Rules().Count(), Rules().Select(rule => rule.Name).Distinct().Count());
    }

    [Fact]
    public void Every_alert_wakes_somebody_or_waits_for_the_morning() =>
        Assert.All(Rules(), rule => Assert.Contains(rule.Severity, (string[])["page", "ticket"]));

    [Theory]
    [InlineData("sum by (tool) (rate(squaremcp_made_up_total[5m]))", "squaremcp_made_up_total")]
    [InlineData("histogram_quantile(0.99, sum by (le) (rate(a_b_bucket{x=\"y_z\"}[5m])))", "a_b_bucket")]
    public void A_name_is_found_in_an_expression(string expression, string name) => Assert.Equal([name], Named(expression));

    private static IEnumerable<string> Expressions() => Rules().Select(rule => rule.Expression).Concat(
        JsonDocument.Parse(Repository.Read(Dashboard)).RootElement.GetProperty("panels").EnumerateArray()
            .Where(panel => panel.TryGetProperty("targets", out _))
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).Select(target => target.GetProperty("expr").GetString()!));

    private static IEnumerable<(string Name, string Expression, string Severity, string Runbook)> Rules()
    {
        var file = new YamlStream();
        file.Load(new StringReader(Repository.Read(Alerts)));
        return from YamlNode rule in (YamlSequenceNode)file.Documents[0].RootNode["spec"]["groups"][0]["rules"]
               select (Text(rule["alert"]), Text(rule["expr"]), Text(rule["labels"]["severity"]), Text(rule["annotations"]["runbook"]));
    }

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;

    /// <summary>The words of an expression that are neither labels, functions nor text.</summary>
    private static IEnumerable<string> Named(string expression) =>
        Word().Matches(Bracketed().Replace(By().Replace(expression, " "), " ")).Select(word => word.Value).Where(word => word.Contains('_') && word != "histogram_quantile").Distinct();

    private static IEnumerable<string> Asked(string expression) =>
        By().Matches(expression).SelectMany(by => Word().Matches(by.Groups["labels"].Value)).Select(word => word.Value)
            .Concat(Matcher().Matches(expression).Select(matcher => matcher.Groups["label"].Value)).Distinct();

    /// <summary>As a heading's link is made from it.</summary>
    private static string Slug(string heading) => NotInLinks().Replace(heading.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\bby \((?<labels>[^)]*)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex By();

    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"[a-z_][a-z0-9_]*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<label>[a-z_]+)\s*(=~|!=|=)\s*""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Matcher();

    [GeneratedRegex("^(?<name>.*)_(bucket|sum|count)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Part();

    [GeneratedRegex("[^a-z0-9 -]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NotInLinks();
}

using System.Text.RegularExpressions;

namespace Squaremcp.Tests.Architecture;

/// <summary>What a newcomer reads stays in step with what is there.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void The_changelog_begins_with_what_is_unreleased()
    {
        var first = Repository.Read("CHANGELOG.md").Split('\n').First(line => line.StartsWith("## ", StringComparison.Ordinal));

        Assert.Equal("## [Unreleased]", first.Trim());
    }

    [Fact]
    public void Decisions_are_numbered_without_a_gap()
    {
        var decisions = Repository.Files.Where(file => file.StartsWith("docs/decisions/", StringComparison.Ordinal)).Select(Path.GetFileName).ToList();

        Assert.All(decisions, name => Assert.Matches(DecisionName(), name));
        Assert.Equal(Enumerable.Range(1, decisions.Count), decisions.Select(name => int.Parse(name![..4])));
    }

    [Fact]
    public void Every_decision_says_context_decision_and_consequences() =>
        Offences.None(
            from file in Repository.Files
            where file.StartsWith("docs/decisions/", StringComparison.Ordinal)
            let text = Repository.Read(file)
            from part in (string[])[$"# {Path.GetFileName(file)[..4]} ", "## Context", "## Decision", "## Consequences"]
            where !text.Contains(part, StringComparison.Ordinal)
            select $"{file} lacks '{part}'");

    [Fact]
    public void Links_between_documents_lead_somewhere() =>
        Offences.None(
            from file in Repository.Files
            where file.EndsWith(".md", StringComparison.Ordinal)
            from link in RelativeLink().Matches(Repository.Read(file))
            let target = Path.Combine(Repository.Root, Path.GetDirectoryName(file)!, link.Groups["target"].Value)
            where !File.Exists(target) && !Directory.Exists(target)
            select $"{file} links to {link.Groups["target"].Value}");

    [GeneratedRegex(@"^\d{4}-[a-z0-9-]+\.md$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DecisionName();

    [GeneratedRegex(@"\]\((?!https?:|mailto:|#)(?<target>[^)#\s]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RelativeLink();
}

using System.Text.Json.Nodes;
using Squaremcp.Tests.Architecture;

namespace Squaremcp.Tests.Deployment;

/// <summary>One object of <c>k8s/base</c>.</summary>
internal sealed record Manifest(string File, JsonObject Body)
{
    internal const string Base = "k8s/base/";

    internal static readonly IReadOnlyList<string> Ours = ["squaremcp-frontend", "squaremcp-silo"];

    /// <summary>Every one that a kustomization applies.</summary>
    internal static IReadOnlyList<Manifest> All { get; } =
        [.. from file in Repository.Files
            where file.StartsWith(Base, StringComparison.Ordinal) && file.EndsWith(".yaml", StringComparison.Ordinal) && !file.EndsWith("/kustomization.yaml", StringComparison.Ordinal)
            from body in Yaml.Read(file)
            select new Manifest(file, body)];

    internal static IReadOnlyList<Manifest> Pods { get; } = [.. All.Where(one => one.Template is not null)];

    internal string Kind => Body.Text("kind");

    internal string Name => Body.Text("metadata.name");

    /// <summary>The label that services, policies and budgets find its pods by.</summary>
    internal string Label => Template!.At("metadata.labels")!["app.kubernetes.io/name"]!.ToString();

    /// <summary>Of its pods; null where it makes none.</summary>
    internal JsonNode? Template => Body.At("spec.jobTemplate.spec.template") ?? Body.At("spec.template");

    internal JsonNode Pod => Template!["spec"]!;

    internal IEnumerable<JsonNode> Containers => Pod.Each("containers").Concat(Pod.Each("initContainers"));

    /// <summary>A pod that answers somebody, and does not just end.</summary>
    internal bool Serves => Kind != "CronJob";

    internal static IEnumerable<Manifest> Of(string kind) => All.Where(one => one.Kind == kind);

    internal static Manifest The(string kind, string name) => Assert.Single(All, one => one.Kind == kind && one.Name == name);

    /// <summary>The variables that a container is given one by one: name to where it comes from.</summary>
    internal static IReadOnlyDictionary<string, JsonNode> Variables(JsonNode container) => container.Each("env").ToDictionary(one => one.Text("name"), one => one);

    internal static string? LabelOf(JsonNode? selector) => selector?["matchLabels"]?["app.kubernetes.io/name"]?.ToString();
}

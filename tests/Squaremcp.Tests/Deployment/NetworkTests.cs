using System.Text.Json.Nodes;
using Squaremcp.Tests.Architecture;

namespace Squaremcp.Tests.Deployment;

public sealed class NetworkTests
{
    private static readonly string[] Within =
    [
        "squaremcp-backup → squaremcp-mysql:3306",
        "squaremcp-frontend → squaremcp-silo:30000",
        "squaremcp-silo → squaremcp-mysql:3306",
        "squaremcp-silo → squaremcp-silo:11111",
    ];

    [Fact]
    public void Everything_is_closed_that_nobody_opened()
    {
        var closed = Manifest.The("NetworkPolicy", "closed").Body;

        Assert.Empty(closed.At("spec.podSelector")!.AsObject());
        Assert.Equal(["Ingress", "Egress"], closed.Each("spec.policyTypes").Select(one => one.ToString()));
        Assert.Null(closed.At("spec.ingress"));
        Assert.Null(closed.At("spec.egress"));
    }

    [Fact]
    public void Pods_that_may_be_reached_by_each_other_are_these() =>
        Assert.Equal(Within, Rules("ingress", "from").SelectMany(rule => Peers(rule.Peer).Select(from => $"{from} → {rule.Pod}:{rule.Port}")).Order(StringComparer.Ordinal));

    [Fact]
    public void Pods_that_may_call_each_other_are_the_same() =>
        Assert.Equal(Within, Rules("egress", "to").SelectMany(rule => Peers(rule.Peer).Select(to => $"{rule.Pod} → {to}:{rule.Port}")).Order(StringComparer.Ordinal));

    [Fact]
    public void From_outside_the_ingress_reaches_frontends_and_the_solver_and_whoever_watches_the_metrics() =>
        Assert.Equal(
            [
                "*certificate*:8089 from ingress, ingress-nginx", "squaremcp-frontend:3456 from ingress, ingress-nginx", "squaremcp-frontend:3456 from watches", "squaremcp-frontend:8080 from watches",
                "squaremcp-silo:3456 from watches", "squaremcp-silo:8080 from watches",
            ],
            Rules("ingress", "from").Where(rule => rule.Peer["namespaceSelector"] is not null).Select(rule => $"{rule.Pod}:{rule.Port} from {Namespaces(rule.Peer)}").Order(StringComparer.Ordinal));

    [Fact]
    public void Only_silos_and_frontends_reach_the_internet_by_these_ports() =>
        Assert.Equal(
            ["squaremcp-frontend 443 465 587 2525", "squaremcp-silo 143 443 465 587 993 2525 27123 27124"],
            Rules("egress", "to").Where(rule => rule.Peer["ipBlock"] is not null).GroupBy(rule => rule.Pod).Select(pod => $"{pod.Key} {string.Join(' ', pod.Select(rule => rule.Port).Order())}").Order(StringComparer.Ordinal));

    [Fact]
    public void The_internet_is_not_this_cluster_its_nodes_or_their_metadata() =>
        Offences.None(
            from rule in Rules("egress", "to")
            where rule.Peer["ipBlock"] is not null
            from kept in (string[])["10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"]
            where rule.Peer.Each("ipBlock.except").All(one => one.ToString() != kept)
            select $"{rule.Pod} reaches {kept}");

    [Fact]
    public void Names_are_asked_of_the_clusters_own_servers()
    {
        var names = Manifest.The("NetworkPolicy", "names").Body;

        Assert.Empty(names.At("spec.podSelector")!.AsObject());
        Assert.Equal("kube-dns", names.At("spec.egress.0.to.0.podSelector.matchLabels.k8s-app")?.ToString());
        Assert.Equal(["UDP 53", "TCP 53"], names.Each("spec.egress.0.ports").Select(port => $"{port.Text("protocol")} {port.Text("port")}"));
    }

    [Fact]
    public void A_rule_without_peers_or_ports_opens_everything_so_there_is_none() =>
        Offences.None(
            from policy in Manifest.Of("NetworkPolicy")
            from rule in policy.Body.Each("spec.ingress").Concat(policy.Body.Each("spec.egress"))
            where !rule.Each("from").Concat(rule.Each("to")).Any() || !rule.Each("ports").Any()
            select $"{policy.Name}: {rule}");

    [Fact]
    public void Ports_that_are_opened_are_those_the_programs_have()
    {
        var settings = Repository.Read("k8s/base/settings.env");

        Assert.Equal(["gateway 30000", "health 8080", "silo 11111"], Ports("squaremcp-silo"));
        Assert.Equal(["http 3456"], Ports("squaremcp-frontend"));
        Assert.Contains("SQUAREMCP__Cluster__SiloPort=11111\n", settings, StringComparison.Ordinal);
        Assert.Contains("SQUAREMCP__Cluster__GatewayPort=30000\n", settings, StringComparison.Ordinal);
        Assert.Contains($"SQUAREMCP__Cluster__Gateways={Manifest.The("Service", "squaremcp-silo").Name}\n", settings, StringComparison.Ordinal);
        Assert.Equal("None", Manifest.The("Service", "squaremcp-silo").Body.Text("spec.clusterIP"));
    }

    private static IEnumerable<string> Ports(string name) =>
        Manifest.The("Deployment", name).Containers.SelectMany(one => one.Each("ports")).Select(port => $"{port.Text("name")} {port.Text("containerPort")}").Order(StringComparer.Ordinal);

    /// <summary>Every pod, peer and port that some policy lets through; what holds for all pods, as asking for names, is apart.</summary>
    private static IEnumerable<(string Pod, JsonNode Peer, long Port)> Rules(string direction, string side) =>
        from policy in Manifest.Of("NetworkPolicy")
        where policy.Name != "names"
        from pod in Selected(policy)
        from rule in policy.Body.Each($"spec.{direction}")
        from peer in rule.Each(side)
        from port in rule.Each("ports")
        select (pod, peer, port["port"]!.GetValue<long>());

    private static IEnumerable<string> Selected(Manifest policy) =>
        Manifest.LabelOf(policy.Body.At("spec.podSelector")) is { } one ? [one]
        : policy.Body.Each("spec.podSelector.matchExpressions.0.values").Select(value => value.ToString()).DefaultIfEmpty($"*{policy.Name}*");

    private static IEnumerable<string> Peers(JsonNode peer) => peer["namespaceSelector"] is null && Manifest.LabelOf(peer["podSelector"]) is { } label ? [label] : [];

    private static string Namespaces(JsonNode peer) =>
        peer.At("namespaceSelector.matchLabels")?["squaremcp/watches"]?.ToString() == "true" ? "watches" : string.Join(", ", peer.Each("namespaceSelector.matchExpressions.0.values"));
}

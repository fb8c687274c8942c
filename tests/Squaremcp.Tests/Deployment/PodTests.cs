using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Squaremcp.Tests.Architecture;

namespace Squaremcp.Tests.Deployment;

public sealed partial class PodTests
{
    private const string Zeros = "localhost:32000/squaremcp@sha256:0000000000000000000000000000000000000000000000000000000000000000";

    [Fact]
    public void Every_image_is_named_by_its_digest() =>
        Offences.None(
            from pod in Manifest.Pods
            from container in pod.Containers
            let image = container.Text("image")
            where !Pinned().IsMatch(image)
            select $"{pod.File}: {image}");

    [Fact]
    public void Our_own_image_is_committed_as_zeros() =>
        Offences.None(
            from pod in Manifest.Pods
            where Manifest.Ours.Contains(pod.Name)
            from container in pod.Containers
            where container.Text("image") != Zeros
            select $"{pod.File}: {container.Text("image")}");

    [Fact]
    public void Every_container_is_unprivileged_on_a_root_that_it_cannot_write() =>
        Offences.None(
            from pod in Manifest.Pods
            from container in pod.Containers
            let security = container["securityContext"]
            from wrong in (string?[])[
                pod.Pod.Text("securityContext.runAsNonRoot") == "true" ? null : "may run as root",
                pod.Pod.At("securityContext.runAsUser")?.GetValue<long>() > 0 ? null : "has no user of its own",
                pod.Pod.Text("securityContext.seccompProfile.type") == "RuntimeDefault" ? null : "has no seccomp profile",
                pod.Pod["hostNetwork"] is null && pod.Pod["hostPID"] is null && pod.Pod["hostIPC"] is null ? null : "shares something of its node",
                pod.Pod.Each("volumes").All(volume => volume["hostPath"] is null) ? null : "mounts a folder of its node",
                security.Text("allowPrivilegeEscalation") == "false" ? null : "may gain privileges",
                security.Text("readOnlyRootFilesystem") == "true" ? null : "may write its root",
                security.Each("capabilities.drop").Any(one => one.ToString() == "ALL") && security.At("capabilities.add") is null ? null : "keeps capabilities",
                security?["privileged"] is null && security?["runAsUser"] is null && security?["runAsNonRoot"] is null ? null : "says otherwise than its pod",
            ]
            where wrong is not null
            select $"{pod.File}: {container.Text("name")} {wrong}");

    [Fact]
    public void No_pod_has_a_key_to_the_cluster_or_the_addresses_of_its_services() =>
        Offences.None(
            from pod in Manifest.Pods
            where pod.Pod.Text("automountServiceAccountToken") != "false" || pod.Pod.Text("enableServiceLinks") != "false"
            select $"{pod.File}: {pod.Name}");

    [Fact]
    public void Every_container_says_what_it_needs_and_the_most_memory_it_may_have() =>
        Offences.None(
            from pod in Manifest.Pods
            from container in pod.Containers
            from said in (string[])["requests.cpu", "requests.memory", "limits.memory"]
            where container["resources"].Text(said).Length == 0
            select $"{pod.File}: {container.Text("name")} says no {said}");

    [Fact]
    public void No_processor_limit_holds_a_silo_up_until_it_is_voted_dead() =>
        Assert.Null(Silo["resources"].At("limits.cpu"));

    [Fact]
    public void Every_server_is_asked_whether_it_has_started_lives_and_is_ready() =>
        Offences.None(
            from pod in Manifest.Pods
            where pod.Serves
            from container in pod.Containers
            from probe in (string[])["startupProbe", "livenessProbe", "readinessProbe"]
            where container[probe] is null
            select $"{pod.File}: {container.Text("name")} has no {probe}");

    [Theory]
    [InlineData("startupProbe", "/health/live")]
    [InlineData("livenessProbe", "/health/live")]
    [InlineData("readinessProbe", "/health/ready")]
    public void Only_readiness_depends_on_others(string probe, string path) =>
        Offences.None(
            from pod in Manifest.Pods
            where Manifest.Ours.Contains(pod.Name)
            from container in pod.Containers
            where container[probe].Text("httpGet.path") != path || Ports(container).All(port => port.Text("name") != container[probe].Text("httpGet.port"))
            select $"{pod.File}: {container[probe]}");

    [Fact]
    public void A_frontend_answers_probes_that_come_to_its_pods_address()
    {
        var variables = Manifest.Variables(Frontend);

        Assert.Equal("status.podIP", variables["POD_IP"].Text("valueFrom.fieldRef.fieldPath"));
        Assert.Equal($"$(POD_IP):{Ports(Frontend).Single().Text("containerPort")}", variables["SQUAREMCP__Mcp__AllowedHosts__0"].Text("value"));
        Assert.True(variables.Keys.ToList().IndexOf("POD_IP") < variables.Keys.ToList().IndexOf("SQUAREMCP__Mcp__AllowedHosts__0"), "Kubernetes knows only what stands above.");
    }

    [Fact]
    public void A_pod_that_is_told_to_end_has_time_for_the_longest_call() =>
        Offences.None(
            from pod in Manifest.Pods
            where Manifest.Ours.Contains(pod.Name) && pod.Pod["terminationGracePeriodSeconds"]!.GetValue<long>() < Deadlines.Frontend.TotalSeconds + 30
            select $"{pod.File}: {pod.Name}");

    [Fact]
    public void Two_of_a_kind_stay_off_one_node_where_they_can() =>
        Offences.None(
            from pod in Manifest.Pods
            where Manifest.Ours.Contains(pod.Name)
            let apart = pod.Pod.At("affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution.0.podAffinityTerm")
            where apart.Text("topologyKey") != "kubernetes.io/hostname" || Manifest.LabelOf(apart?["labelSelector"]) != pod.Label
            select $"{pod.File}: {pod.Name}");

    [Fact]
    public void A_rollout_takes_nothing_away_before_the_next_one_is_ready() =>
        Offences.None(
            from pod in Manifest.Of("Deployment")
            where pod.Body.Text("spec.strategy.rollingUpdate.maxUnavailable") != "0"
            select $"{pod.File}: {pod.Name}");

    [Fact]
    public void What_is_mounted_is_there_and_what_is_there_is_mounted() =>
        Offences.None(
            from pod in Manifest.Pods
            let volumes = pod.Pod.Each("volumes").Concat(pod.Body.Each("spec.volumeClaimTemplates").Select(one => one["metadata"]!)).Select(one => one.Text("name")).Order()
            let mounts = pod.Containers.SelectMany(one => one.Each("volumeMounts")).Select(one => one.Text("name")).Distinct().Order()
            where !volumes.SequenceEqual(mounts)
            select $"{pod.File}: has {string.Join(", ", volumes)} and mounts {string.Join(", ", mounts)}");

    [Fact]
    public void Folders_on_the_nodes_disk_have_a_bound() =>
        Offences.None(
            from pod in Manifest.Pods
            from volume in pod.Pod.Each("volumes")
            where volume["emptyDir"] is not null && volume.Text("emptyDir.sizeLimit").Length == 0
            select $"{pod.File}: {volume.Text("name")}");

    [Fact]
    public void Every_service_finds_pods_and_a_port_of_theirs() =>
        Offences.None(
            from service in Manifest.Of("Service")
            from port in service.Body.Each("spec.ports")
            let label = service.Body.At("spec.selector")!["app.kubernetes.io/name"]!.ToString()
            where !Manifest.Pods.Any(pod => pod.Label == label && pod.Containers.SelectMany(Ports).Any(one => one.Text("name") == port.Text("targetPort")))
            select $"{service.File}: {service.Name} {port.Text("name")}");

    [Fact]
    public void The_vaults_are_one_folder_that_every_silo_shares_and_no_frontend_sees()
    {
        var claim = Manifest.The("PersistentVolumeClaim", "squaremcp-vaults");
        var mounting = Manifest.Pods.Where(pod => pod.Pod.Each("volumes").Any(volume => volume.Text("persistentVolumeClaim.claimName") == claim.Name)).ToList();

        Assert.Equal("ReadWriteMany", claim.Body.Text("spec.accessModes.0"));
        Assert.Equal(["squaremcp-silo"], mounting.Select(pod => pod.Name));
        Assert.Contains($"SQUAREMCP__Platforms__Obsidian__VaultRoot={Silo.Each("volumeMounts").Single(one => one.Text("name") == "vaults").Text("mountPath")}\n", Repository.Read("Dockerfile"), StringComparison.Ordinal);
    }

    private static JsonNode Silo => Manifest.The("Deployment", "squaremcp-silo").Containers.Single();

    private static JsonNode Frontend => Manifest.The("Deployment", "squaremcp-frontend").Containers.Single();

    private static IEnumerable<JsonNode> Ports(JsonNode container) => container.Each("ports");

    [GeneratedRegex("^[^@ ]+@sha256:[0-9a-f]{64}$", RegexOptions.None, 1000)]
    private static partial Regex Pinned();
}

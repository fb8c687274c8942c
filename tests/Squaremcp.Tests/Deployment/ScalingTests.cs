using Squaremcp.Tests.Architecture;

namespace Squaremcp.Tests.Deployment;

public sealed class ScalingTests
{
    [Fact]
    public void At_most_one_of_a_kind_is_taken_away_on_purpose() =>
        Assert.Equal(
            Manifest.Ours,
            Manifest.Of("PodDisruptionBudget").Where(budget => budget.Body.Text("spec.maxUnavailable") == "1").Select(budget => Manifest.LabelOf(budget.Body.At("spec.selector"))).Order());

    [Fact]
    public void Both_programs_grow_by_processor_and_by_calls_in_flight_and_are_never_fewer_than_two()
    {
        var scalers = Manifest.Of("HorizontalPodAutoscaler").ToDictionary(one => one.Body.Text("spec.scaleTargetRef.name"), one => one.Body);

        Assert.Equal(Manifest.Ours, scalers.Keys.Order());
        Assert.All(scalers.Values, scaler =>
        {
            Assert.True(scaler.At("spec.minReplicas")!.GetValue<long>() >= 2);
            Assert.Equal(["cpu", "squaremcp_calls_in_flight"], scaler.Each("spec.metrics").Select(metric => metric.Text("resource.name") + metric.Text("pods.metric.name")));
        });
    }

    [Fact]
    public void They_leave_one_at_a_time_and_no_faster_than_a_pod_takes_to_end() =>
        Offences.None(
            from scaler in Manifest.Of("HorizontalPodAutoscaler")
            let grace = Manifest.The("Deployment", scaler.Body.Text("spec.scaleTargetRef.name")).Pod["terminationGracePeriodSeconds"]!.GetValue<long>()
            let policy = scaler.Body.At("spec.behavior.scaleDown.policies.0")
            where policy.Text("type") != "Pods" || policy.Text("value") != "1" || policy!["periodSeconds"]!.GetValue<long>() < grace
            select $"{scaler.Name}: {policy}");

    [Fact]
    public void A_deployment_does_not_undo_what_the_autoscaler_decided() =>
        Offences.None(Manifest.Of("Deployment").Where(one => one.Body.At("spec.replicas") is not null).Select(one => $"{one.File}: {one.Name} says replicas"));

    [Fact]
    public void The_database_has_a_connection_for_every_silo_that_may_come()
    {
        var silos = Manifest.The("HorizontalPodAutoscaler", "squaremcp-silo").Body.At("spec.maxReplicas")!.GetValue<long>();
        var pool = int.Parse(Repository.Read("k8s/secret.example.yaml").Split("Maximum Pool Size=")[1].Split('\n', ';')[0]);
        var most = int.Parse(Repository.Read("k8s/base/squaremcp.cnf").Split("max_connections = ")[1].Split('\n')[0]);

        Assert.True(most > silos * pool, $"{silos} silos with {pool} each, and the server takes {most}.");
    }
}

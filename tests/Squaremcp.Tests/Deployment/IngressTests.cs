using Squaremcp.Tests.Architecture;

namespace Squaremcp.Tests.Deployment;

public sealed class IngressTests
{
    private const string Nginx = "nginx.ingress.kubernetes.io/";

    [Fact]
    public void No_path_is_ever_rewritten() =>
        Offences.None(
            from ingress in Manifest.Of("Ingress")
            from annotation in ingress.Body.At("metadata.annotations")!.AsObject()
            where annotation.Key[(annotation.Key.IndexOf('/') + 1)..] is "rewrite-target" or "app-root" or "use-regex" or "x-forwarded-prefix" or "configuration-snippet" or "server-snippet" or "permanent-redirect" or "temporal-redirect"
            select $"{ingress.Name}: {annotation.Key}");

    [Fact]
    public void Answers_are_passed_on_as_they_come() =>
        Offences.None(
            from ingress in Manifest.Of("Ingress")
            where Annotation(ingress, "proxy-buffering") != "off" || Annotation(ingress, "proxy-http-version") != "1.1"
            select ingress.Name);

    [Fact]
    public void Uploads_are_passed_on_as_they_come() =>
        Assert.Equal("off", Annotation(Manifest.The("Ingress", "squaremcp"), "proxy-request-buffering"));

    [Fact]
    public void The_longest_call_and_a_silent_stream_outlast_no_timeout()
    {
        Assert.True(int.Parse(Annotation(Manifest.The("Ingress", "squaremcp"), "proxy-read-timeout")) > Deadlines.Frontend.TotalSeconds);
        Assert.True(int.Parse(Annotation(Manifest.The("Ingress", "squaremcp-sse"), "proxy-read-timeout")) >= 3600);
    }

    [Fact]
    public void No_call_is_sent_to_a_second_frontend_because_the_first_was_slow() =>
        Offences.None(
            from ingress in Manifest.Of("Ingress")
            where Annotation(ingress, "proxy-next-upstream") is not ("error" or "off")
            select $"{ingress.Name}: {Annotation(ingress, "proxy-next-upstream")}");

    [Fact]
    public void A_session_of_the_old_transport_stays_with_its_frontend()
    {
        var old = Manifest.The("Ingress", "squaremcp-sse");
        var services = Paths(old).Select(path => path.Service).Distinct().ToList();

        Assert.Equal(["/messages", "/sse"], Paths(old).Select(path => path.Path).Order());
        Assert.Equal("$http_authorization$http_x_api_key", Annotation(old, "upstream-hash-by"));
        Assert.DoesNotContain(Assert.Single(services), Manifest.Of("Ingress").Where(other => other != old).SelectMany(Paths).Select(path => path.Service));
    }

    [Fact]
    public void Everything_else_goes_to_any_frontend() =>
        Assert.Equal([("/", "squaremcp-frontend")], Paths(Manifest.The("Ingress", "squaremcp")));

    [Fact]
    public void Every_backend_is_a_service_with_that_port() =>
        Offences.None(
            from ingress in Manifest.Of("Ingress")
            from path in ingress.Body.Each("spec.rules.0.http.paths")
            where !Manifest.Of("Service").Any(service => service.Name == path.Text("backend.service.name") && service.Body.Each("spec.ports").Any(port => port.Text("name") == path.Text("backend.service.port.name")))
            select $"{ingress.Name}: {path}");

    [Fact]
    public void The_host_is_that_of_the_public_origin_and_has_a_certificate()
    {
        var origin = Repository.Read("k8s/base/settings.env").Split('\n').Single(line => line.StartsWith("SQUAREMCP__PublicOrigin=", StringComparison.Ordinal)).Split('=')[1];
        var host = new Uri(origin).Host;

        Assert.Equal("https", new Uri(origin).Scheme);
        Assert.All(Manifest.Of("Ingress"), ingress => Assert.Equal(
            (host, host, "squaremcp-tls", "true"),
            (ingress.Body.Text("spec.rules.0.host"), ingress.Body.Text("spec.tls.0.hosts.0"), ingress.Body.Text("spec.tls.0.secretName"), Annotation(ingress, "ssl-redirect"))));
        Assert.Equal(Manifest.The("Ingress", "squaremcp").Body.At("metadata.annotations")!["cert-manager.io/issuer"]!.ToString(), Assert.Single(Manifest.Of("Issuer")).Name);
    }

    private static string Annotation(Manifest ingress, string name) => ingress.Body.At("metadata.annotations")![Nginx + name]?.ToString() ?? "";

    private static IEnumerable<(string Path, string Service)> Paths(Manifest ingress) =>
        ingress.Body.Each("spec.rules.0.http.paths").Select(path => (path.Text("path"), path.Text("backend.service.name")));
}

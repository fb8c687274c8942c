using System.Text.Json.Nodes;
using Squaremcp.Tests.Architecture;

namespace Squaremcp.Tests.Deployment;

/// <summary>One machine keeps what the cluster keeps.</summary>
public sealed class ComposeTests
{
    private static readonly JsonObject Services = Yaml.Read("compose.yaml").Single()["services"]!.AsObject();

    [Theory]
    [InlineData("silo")]
    [InlineData("frontend")]
    public void A_program_is_unprivileged_on_a_root_that_it_cannot_write(string name)
    {
        var service = Services[name];

        Assert.Equal("true", service.Text("read_only"));
        Assert.Equal(["ALL"], service.Each("cap_drop").Select(one => one.ToString()));
        Assert.Equal(["no-new-privileges:true"], service.Each("security_opt").Select(one => one.ToString()));
        Assert.Equal(["/tmp", "/data:uid=1654,gid=1654,mode=0700"], service.Each("tmpfs").Select(one => one.ToString()));
        Assert.Equal("90s", service.Text("stop_grace_period"));
    }

    [Fact]
    public void Only_a_silo_is_told_how_to_open_the_database_and_the_vault() =>
        Assert.Equal(
            ["silo SQUAREMCP__Cluster__ConnectionString", "silo SQUAREMCP__Vault__KeyFile"],
            from service in Services
            from setting in service.Value!["environment"]!.AsObject()
            where setting.Key.EndsWith("ConnectionString", StringComparison.Ordinal) || setting.Key.Contains("__Vault__", StringComparison.Ordinal)
            select $"{service.Key} {setting.Key}");

    [Fact]
    public void Both_programs_have_the_same_keys_and_the_same_address() =>
        Offences.None(
            from setting in Services["frontend"]!["environment"]!.AsObject()
            where Services["silo"]!["environment"]![setting.Key]?.ToString() != setting.Value!.ToString()
            select setting.Key);

    [Fact]
    public void The_database_is_that_of_the_manifests()
    {
        Assert.Equal(Manifest.The("StatefulSet", "squaremcp-mysql").Containers.Single().Text("image"), Services["mysql"].Text("image"));
        Assert.Contains(Services["mysql"].Each("volumes"), one => one.ToString().StartsWith("./k8s/base/squaremcp.cnf:", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_listens_on_the_network_of_the_machine() =>
        Assert.Equal(["127.0.0.1:3456:3456"], Services.SelectMany(service => service.Value.Each("ports")).Select(port => port.ToString()));

    [Fact]
    public void Every_value_it_asks_for_is_in_the_example() =>
        Offences.None(
            from part in Repository.Read("compose.yaml").Replace("$$", "", StringComparison.Ordinal).Split("${").Skip(1)
            let name = part[..part.IndexOfAny([':', '}'])]
            where !Repository.Read(".env.example").Contains($"\n{name}=", StringComparison.Ordinal)
            select name);
}

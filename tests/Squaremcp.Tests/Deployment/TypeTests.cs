using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Tests.Architecture;
using Squaremcp.Tests.Clients;

namespace Squaremcp.Tests.Deployment;

/// <summary>Every manifest as a literal of the type that <c>kubernetes-models</c> has for it: TypeScript finds fields that Kubernetes does not know, and values of the wrong kind.</summary>
public sealed class TypeTests
{
    [Fact]
    public async Task Every_manifest_is_what_Kubernetes_says_it_is()
    {
        var (exitCode, output) = await CheckAsync([.. Manifest.All.Select(one => (one.File, one.Body)), .. Yaml.Read("k8s/secret.example.yaml").Select(one => ("k8s/secret.example.yaml", one))]);

        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task Slips_would_be_found()
    {
        var (_, output) = await CheckAsync([
            Slip("spec.template.spec.containers.0", "readinesProbe", "{}"),
            Slip("spec.template.spec", "terminationGracePeriodSeconds", "\"90s\""),
            Slip("spec.template.spec.containers.0.securityContext", "readOnlyRootFilesystem", "\"true\""),
            ("nothing wrong", Manifest.The("Deployment", "squaremcp-silo").Body),
        ]);

        Assert.Equal(["1 TS2353", "2 TS2322", "3 TS2322"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith("manifests", StringComparison.Ordinal))
            .Select(line => $"{line.Split('(', ',')[1]} {line.Split("error ")[1].Split(':')[0]}"));
    }

    private static (string File, JsonObject Body) Slip(string where, string name, string value)
    {
        var body = Manifest.The("Deployment", "squaremcp-silo").Body.DeepClone().AsObject();
        body.At(where)![name] = JsonNode.Parse(value);
        return (name, body);
    }

    private static async Task<(int ExitCode, string Output)> CheckAsync(IReadOnlyList<(string File, JsonObject Body)> manifests)
    {
        NodeClients.SkipWithoutThem();
        var modules = Path.Combine(Repository.Root, "tests", "clients", "node_modules");
        var folder = Directory.CreateTempSubdirectory("squaremcp-types-");
        try
        {
            Directory.CreateSymbolicLink(Path.Combine(folder.FullName, "node_modules"), modules);
            await File.WriteAllLinesAsync(Path.Combine(folder.FullName, "manifests.mts"), manifests.Select(Literal), TestContext.Current.CancellationToken);
            string[] arguments = [Path.Combine(modules, "typescript", "bin", "tsc"), "--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2022", "manifests.mts"];
            var start = new ProcessStartInfo(NodeClients.Node, arguments) { WorkingDirectory = folder.FullName, UseShellExecute = false };
            return await ProcessRun.ToEndAsync(start, TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Literal((string File, JsonObject Body) manifest, int number)
    {
        var (version, kind) = (manifest.Body.Text("apiVersion"), manifest.Body.Text("kind"));
        var module = version.StartsWith("cert-manager.io/", StringComparison.Ordinal) ? $"@kubernetes-models/cert-manager/{version}" : $"kubernetes-models/{version}";
        return $"/* {manifest.File} */ import type {{ I{kind} as T{number} }} from \"{module}\"; export const m{number}: T{number} = {manifest.Body.ToJsonString(JsonSerializerOptions.Default)};";
    }
}

using System.Diagnostics;
using Squaremcp.Tests.Architecture;
using Squaremcp.Tests.Clients;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Deployment;

/// <summary>A copy of <c>k8s/</c>, and programs before it on the path that write down how they were called. Files named in it steer them: what they say stands in <see cref="Fakes"/>.</summary>
internal sealed class Stage : IDisposable
{
    internal const string Pushed = "localhost:32000/squaremcp@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    internal const string Zeros = "localhost:32000/squaremcp@sha256:0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>Before "applied" is there each deployment is at revision 7, afterwards at 8; "new" and "same" say otherwise.</summary>
    private const string Fakes = """
        #!/usr/bin/env bash
        call="$(basename "$0") $*"
        echo "$call" >>"$STAGE/calls"
        case $call in
          "git describe"*) echo v1-2-gabc ;;
          "git ls-files"*) [[ -e $STAGE/tracked ]] ;;
          "docker build"*) echo "step 1 of 9"; [[ ! -e $STAGE/build-fails ]] ;;
          "docker push"*) echo "pushing"; [[ ! -e $STAGE/push-fails ]] ;;
          "docker image inspect"*) printf 'elsewhere:5000/squaremcp@sha256:%s\nlocalhost:32000/squaremcp@sha256:%s\n' "$(printf 'b%.0s' {1..64})" "$(printf 'a%.0s' {1..64})" ;;
          "kubectl kustomize "*)
            cp "$2/kustomization.yaml" "$STAGE/kustomization"; ls "$2" >"$STAGE/beside"
            sed "s|localhost:32000/squaremcp@sha256:0*|$(sed -n 's/.*newName: //p' "$2/kustomization.yaml" 2>/dev/null)@$(sed -n 's/.*digest: //p' "$2/kustomization.yaml")|" k8s/base/silo.yaml k8s/base/frontend.yaml k8s/base/mysql.yaml "$STAGE"/more.yaml ;;
          "kubectl apply -f -") cat >"$STAGE/applied" ;;
          "kubectl -n squaremcp get secret squaremcp") [[ ! -e $STAGE/no-secret ]] ;;
          "kubectl -n squaremcp get deployment squaremcp-silo -o jsonpath={.spec.replicas}") echo 3 ;;
          "kubectl -n squaremcp get deployment "*) if [[ -e $STAGE/new ]]; then exit 1; elif [[ -e $STAGE/applied && ! -e $STAGE/same ]]; then echo 8; else echo 7; fi ;;
          "kubectl -n squaremcp get pods "*) cat "$STAGE/still-there" 2>/dev/null || true ;;
          "kubectl -n squaremcp rollout undo "*) touch "$STAGE/undone" ;;
          "kubectl -n squaremcp rollout status "*) [[ ! -e $STAGE/stuck || -e $STAGE/undone ]] || ! grep -qF "$5" "$STAGE/stuck" ;;
          "kubectl -n squaremcp exec -i statefulset/squaremcp-mysql -- "*) shift 6; exec "$@" ;;
        esac
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("squaremcp-stage-");

    internal Stage(params string[] signs)
    {
        foreach (var file in Repository.Files.Where(file => file.StartsWith("k8s/", StringComparison.Ordinal)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(At(file))!);
            File.Copy(Path.Combine(Repository.Root, file), At(file));
        }

        foreach (var program in (string[])["git", "docker", "kubectl"])
        {
            Fake(program, Fakes);
        }

        Put("more.yaml", "");
        Put("k8s/secret.yaml", Repository.Read("k8s/secret.example.yaml").Replace("# ", "#", StringComparison.Ordinal).Replace("change-me", "f00dfeed", StringComparison.Ordinal));
        foreach (var sign in signs)
        {
            Put(sign, "");
        }
    }

    /// <summary>What the programs were called with, in order; questions about the code are left out.</summary>
    internal IReadOnlyList<string> Calls => File.Exists(At("calls")) ? [.. File.ReadAllLines(At("calls")).Where(call => !call.StartsWith("git ", StringComparison.Ordinal))] : [];

    internal string At(string file) => Path.Combine(folder.FullName, file);

    internal string Read(string file) => File.ReadAllText(At(file));

    internal void Put(string file, string text) => File.WriteAllText(At(file), text);

    /// <summary>Only its owner may read it.</summary>
    internal bool IsPrivate(string file) => OperatingSystem.IsWindows() || File.GetUnixFileMode(At(file)) == (UnixFileMode.UserRead | UnixFileMode.UserWrite);

    internal void Fake(string program, string script)
    {
        Directory.CreateDirectory(At("bin"));
        Put($"bin/{program}", script);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(At($"bin/{program}"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    internal Task<(int ExitCode, string Output)> RunAsync(string script, params string[] arguments) => RunAsync(script, new Dictionary<string, string>(), arguments);

    internal async Task<(int ExitCode, string Output)> RunAsync(string script, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(At(script), arguments) { WorkingDirectory = folder.FullName, UseShellExecute = false };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["STAGE"] = folder.FullName;
        start.Environment["PATH"] = $"{At("bin")}:{DatabasePrograms.Chosen.Path}";
        if (!environment.ContainsKey("KUBECTL"))
        {
            start.Environment["KUBECTL"] = "kubectl";
        }

        return await ProcessRun.ToEndAsync(start, TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    public void Dispose() => folder.Delete(recursive: true);
}

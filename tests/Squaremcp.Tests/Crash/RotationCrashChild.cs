using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Frontend;
using Squaremcp.Platforms;
using Squaremcp.Storage;
using Squaremcp.Storage.Sqlite;
using Squaremcp.Vault;

namespace Squaremcp.Tests.Crash;

/// <summary>The process that is killed: the whole gateway with many secrets, whose key it rotates. At its second start it looks whether the first one's rotation came to its end.</summary>
public sealed class RotationCrashChild
{
    internal const string Variable = "SQUAREMCP_TESTS_ROTATION_CRASH";
    internal const string Whole = "every secret opens, and none is under the old key";
    internal const int Secrets = 2_000;

    private RotationCrashRecords records = null!;

    [Fact(Explicit = true), Trait("Category", "Child")]
    public async Task Rotates_until_killed()
    {
        var told = (Environment.GetEnvironmentVariable(Variable) ?? throw new InvalidOperationException($"{nameof(RotationCrashTests)} starts this.")).Split('|');
        var cut = Enum.Parse<RotationCut>(told[1]);
        await using var app = Server.Build([$"--Squaremcp:DataDirectory={told[0]}/data", "--Logging:LogLevel:Default=None"], "http://127.0.0.1:0", builder => builder.Services
            .AddSingleton<ISecretRecords>(services => records = new(ActivatorUtilities.CreateInstance<SecretRecords>(services), cut, int.Parse(told[2]))));
        await Server.StartAsync(app);
        var vault = app.Services.GetRequiredService<IVault>();
        var rotations = app.Services.GetRequiredService<IVaultRotations>();
        if (cut == RotationCut.Nowhere)
        {
            // Nobody asks for it: a start goes on with what was begun.
            await records.Done.WaitAsync(TimeSpan.FromSeconds(60));
            Console.WriteLine(await CheckAsync(vault, await rotations.ProgressAsync(CancellationToken.None)) ?? Whole);
            return;
        }

        await Parallel.ForEachAsync(Enumerable.Range(0, Secrets), async (n, cancellationToken) => await vault.PutAsync(Name(n), Secret.OfText($"secret {n}"), cancellationToken));
        await rotations.StartAsync(resume: false, CancellationToken.None);
        await records.Done;
    }

    private static async Task<string?> CheckAsync(IVault vault, RotationProgress progress)
    {
        for (var n = 0; n < Secrets; n++)
        {
            using var secret = await vault.OpenAsync(Name(n), 1, CancellationToken.None);
            if (secret?.RevealText() != $"secret {n}")
            {
                return $"secret {n} is lost";
            }
        }

        return progress is { Left: 0, Keys: [var key], Rotation: { State: RotationState.Done } rotation } && key.Id == rotation.KeyId ? null : $"not at its end: {progress}";
    }

    private static SecretName Name(int n) => new($"cus_{n % 20}", $"con_{n}", "credentials");
}

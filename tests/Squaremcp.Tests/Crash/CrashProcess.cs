using System.Diagnostics;

namespace Squaremcp.Tests.Crash;

/// <summary>Runs one test of this assembly as a process of its own, which may kill itself.</summary>
internal static class CrashProcess
{
    /// <summary>What a process killed by SIGKILL ends with.</summary>
    internal const int Killed = 137;

    /// <param name="variable">What the child reads its orders from.</param>
    internal static async Task<(int Code, string Output)> RunAsync(Type child, string method, string variable, string orders, TimeSpan patience, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { child.Assembly.Location, "-noLogo", "-noColor", "-explicit", "only", "-method", $"{child.FullName}.{method}" },
            Environment = { [variable] = orders },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(patience);
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(late.Token);
            await process.WaitForExitAsync(late.Token);
            return (process.ExitCode, output);
        }
        catch (OperationCanceledException silence) when (!cancellationToken.IsCancellationRequested)
        {
            process.Kill();
            throw new TimeoutException($"{child.Name} ({orders}) neither died nor ended within {patience}.", silence);
        }
    }
}

using System.Diagnostics;

namespace Squaremcp.Tests.Clients;

internal static class ProcessRun
{
    /// <summary>Everything both streams printed, and the exit code. Past <paramref name="patience"/> the process and its children are killed.</summary>
    /// <param name="input">What it reads from its standard input.</param>
    internal static async Task<(int ExitCode, string Output)> ToEndAsync(ProcessStartInfo start, TimeSpan patience, CancellationToken cancellationToken, string input = "")
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken).WaitAsync(patience, cancellationToken);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{start.FileName} {string.Join(' ', start.ArgumentList)} did not end in {patience.TotalSeconds} s.", late);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        return (process.ExitCode, await output + await errors);
    }
}

using System.Diagnostics;
using System.Reflection;

namespace Squaremcp.Benchmarks;

/// <summary>Server on the first core, load generator on the second, so that neither takes the other's time. Needs <c>taskset</c>.</summary>
internal static class Cores
{
    private const string Mark = "SQUAREMCP_BENCHMARKS_PINNED";

    internal static bool Pinned => Environment.GetEnvironmentVariable(Mark) is not null;

    /// <summary>Of the machine, not of this pinned process.</summary>
    internal static string Count => Environment.GetEnvironmentVariable(Mark) ?? Environment.ProcessorCount.ToString();

    private static bool Possible => Environment.ProcessorCount > 1 && File.Exists("/usr/bin/taskset");

    internal static ProcessStartInfo First(string assembly, IEnumerable<string> arguments) => Pinned
        ? Start("taskset", ["-c", "0", .. Program(assembly), .. arguments])
        : Start(Environment.ProcessPath!, [.. Program(assembly).Skip(1), .. arguments]);

    /// <summary>Starts this program again on the second core; null where that cannot be done or has been done.</summary>
    internal static async Task<int?> RestartOnSecondAsync(string[] args)
    {
        if (Pinned || !Possible)
        {
            return null;
        }

        var start = new ProcessStartInfo("taskset", ["-c", "1", .. Program(Assembly.GetExecutingAssembly().Location), .. args]);
        start.Environment[Mark] = Environment.ProcessorCount.ToString();
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>This program as it was started: by its own executable, or by dotnet with the assembly.</summary>
    private static string[] Program(string assembly) =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Environment.ProcessPath!, assembly] : [Environment.ProcessPath!];

    private static ProcessStartInfo Start(string program, IEnumerable<string> arguments) =>
        new(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
}

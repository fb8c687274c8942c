using System.ComponentModel;
using Squaremcp.Tests.Architecture;
using Squaremcp.Tests.Clients;

namespace Squaremcp.Tests.Email.Mime;

/// <summary>Python's email package, an independent opinion on mail (<c>oracle.py</c>).</summary>
internal static class PythonMail
{
    private static readonly string Script = Path.Combine(Repository.Root, "tests", "Squaremcp.Tests", "Email", "Mime", "oracle.py");

    /// <summary>One process for all messages of a folder.</summary>
    internal static async Task RunAsync(params string[] arguments)
    {
        try
        {
            var (exitCode, output) = await ProcessRun.ToEndAsync(new("python3", [Script, .. arguments]) { UseShellExecute = false, Environment = { ["PYTHONUTF8"] = "1", ["PYTHONDONTWRITEBYTECODE"] = "1" } }, TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            Assert.True(exitCode == 0, $"oracle.py ended with {exitCode}: {output}");
        }
        catch (Win32Exception)
        {
            Assert.Skip("python3 is not installed.");
        }
    }
}

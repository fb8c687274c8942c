using System.ComponentModel;
using Squaremcp.Tests.Architecture;
using Squaremcp.Tests.Clients;

namespace Squaremcp.Tests.Email.Mime;

/// <summary>Programs that read and write mail and that nobody here wrote: independent opinions. One process for all messages of a folder.</summary>
internal static class MailPrograms
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string Script = Path.Combine(Repository.Root, "tests", "Squaremcp.Tests", "Email", "Mime", "oracle.py");

    /// <param name="program">"python" for its email package (<c>oracle.py</c>), else nodemailer and mailparser (<c>tests/clients/mail.mjs</c>); both take the same words.</param>
    internal static Task RunAsync(string program, params string[] words) => program == "python" ? PythonAsync(words) : NodeAsync(words);

    private static async Task PythonAsync(string[] words)
    {
        try
        {
            var (exitCode, output) = await ProcessRun.ToEndAsync(new("python3", [Script, .. words]) { UseShellExecute = false, Environment = { ["PYTHONUTF8"] = "1", ["PYTHONDONTWRITEBYTECODE"] = "1" } }, Patience, TestContext.Current.CancellationToken);
            Assert.True(exitCode == 0, $"oracle.py ended with {exitCode}: {output}");
        }
        catch (Win32Exception)
        {
            Assert.Skip("python3 is not installed.");
        }
    }

    private static async Task NodeAsync(string[] words)
    {
        NodeClients.SkipWithoutThem();
        var (exitCode, output) = await NodeClients.RunAsync(Patience, TestContext.Current.CancellationToken, ["mail.mjs", .. words]);
        Assert.True(exitCode == 0, $"mail.mjs ended with {exitCode}: {output}");
    }
}

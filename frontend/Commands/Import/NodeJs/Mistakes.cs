namespace Squaremcp.Frontend.Commands.Import.NodeJs;

/// <summary>What is wrong with the files: all of it is told at once, and nothing is done while there is any.</summary>
internal sealed class Mistakes
{
    private const int MostTold = 50;

    private readonly List<string> told = [];
    private int count;

    internal void Add(string file, int line, string what) => Add($"{file} line {line}: {what}");

    internal void Add(string what)
    {
        if (count++ < MostTold)
        {
            told.Add(what);
        }
    }

    /// <exception cref="CommandException">There is one.</exception>
    internal void Throw()
    {
        if (count > 0)
        {
            var more = count > told.Count ? $"\n… and {count - told.Count} more." : "";
            throw new CommandException($"The folder cannot be imported as it is; nothing was changed. docs/import-nodejs.md says how each file is made.\n{string.Join('\n', told)}{more}");
        }
    }
}

using System.Text;

namespace Squaremcp.Frontend.Commands.Import.NodeJs;

/// <summary>A file of lines in UTF-8, one thing a line. Empty lines, a byte order mark and carriage returns are let pass.</summary>
internal static class TextFile
{
    /// <summary>In characters; a line of these files has a few thousand.</summary>
    private const int Longest = 1024 * 1024;

    internal static IEnumerable<(int Number, string Text)> Lines(string folder, string name, Mistakes mistakes)
    {
        var file = Path.Combine(folder, name);
        if (!File.Exists(file))
        {
            mistakes.Add($"{name} is missing in {folder}. Where there is nothing to bring over, make an empty file of that name.");
            yield break;
        }

        using var reader = new StreamReader(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        for (var number = 1; ; number++)
        {
            string? line;
            try
            {
                line = reader.ReadLine();
            }
            catch (DecoderFallbackException)
            {
                mistakes.Add(name, number, "this line or one soon after it is not UTF-8. Make the file again with --default-character-set=utf8mb4.");
                yield break;
            }

            if (line is null)
            {
                yield break;
            }

            if (line.Length > Longest)
            {
                mistakes.Add(name, number, "the line has more than a million characters.");
            }
            else if (line.Length > 0)
            {
                yield return (number, line);
            }
        }
    }
}

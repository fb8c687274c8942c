using System.Text;
using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Telegram;

/// <summary>Text without its marks, and what they said; offsets count UTF-16 units.</summary>
internal sealed class Entities
{
    private readonly StringBuilder plain = new();
    private readonly List<(string Mark, string Type, int At, int Source, string? More)> open = [];
    private readonly JsonArray found = [];

    internal string? Innermost => open.Count == 0 ? null : open[^1].Mark;

    /// <summary>Of the innermost open one, in the text as it came.</summary>
    internal (string Type, int Source) Unclosed => (open[^1].Type, open[^1].Source);

    internal bool IsOpen(string mark) => open.Exists(one => one.Mark == mark);

    internal void Add(char letter) => plain.Append(letter);

    internal void Add(string text) => plain.Append(text);

    internal void Open(string mark, string type, int source, string? more = null) => open.Add((mark, type, plain.Length, source, more));

    /// <param name="more">The address of a link, the language of a block.</param>
    internal void Close(string? more = null)
    {
        var (_, type, at, _, known) = open[^1];
        open.RemoveAt(open.Count - 1);
        if (plain.Length > at)
        {
            var entity = new JsonObject { ["type"] = type, ["offset"] = at, ["length"] = plain.Length - at };
            if ((more ?? known) is { } told)
            {
                entity[type == "pre" ? "language" : "url"] = told;
            }

            found.Add(entity);
        }
    }

    internal (string Text, JsonArray Found) End() => (plain.ToString(), found);
}

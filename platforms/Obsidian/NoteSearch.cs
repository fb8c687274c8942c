namespace Squaremcp.Platforms.Obsidian;

/// <summary>Ranks notes by where and how often the words stand. The same notes give the same order.</summary>
internal static class NoteSearch
{
    private const int SnippetAround = 120;
    private const int MostHitsCounted = 10;

    internal static List<Hit> Find(IEnumerable<CachedNote> notes, SearchNotes search)
    {
        var folder = search.Folder is null ? null : string.Join('/', NotePath.Folder(search.Folder, "folder")) + "/";
        var hits = new List<Hit>();
        foreach (var note in notes)
        {
            if (folder is not null && !note.Path.StartsWith(folder, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var hit = Rate(note, search.Query);
            if (hit is not null && (search.Tag is null || HasTag(note, search.Tag.TrimStart('#'))))
            {
                hits.Add(hit);
            }
        }

        hits.Sort((one, other) => other.Score != one.Score ? other.Score.CompareTo(one.Score) : string.CompareOrdinal(one.Note.Path, other.Note.Path));
        return hits;
    }

    internal static FoundNote Show(Hit hit)
    {
        if (hit.First < 0)
        {
            return new(hit.Note.Path, hit.Score, null, null);
        }

        var text = hit.Note.Text;
        var start = Math.Max(0, hit.First - SnippetAround);
        var end = Math.Min(text.Length, hit.First + SnippetAround);
        start += start > 0 && char.IsLowSurrogate(text[start]) ? 1 : 0;
        end -= end < text.Length && char.IsHighSurrogate(text[end - 1]) ? 1 : 0;
        return new(hit.Note.Path, hit.Score, text.AsSpan(0, hit.First).Count('\n') + 1, text[start..end].Trim());
    }

    private static Hit? Rate(CachedNote note, string query)
    {
        var score = Path.GetFileNameWithoutExtension(note.Path).Equals(query, StringComparison.OrdinalIgnoreCase) ? 50
            : note.Path.Contains(query, StringComparison.OrdinalIgnoreCase) ? 20 : 0;
        var first = note.Text.IndexOf(query, StringComparison.OrdinalIgnoreCase);
        for (int at = first, counted = 0; at >= 0 && counted < MostHitsCounted; counted++)
        {
            score += InHeading(note.Text, at) ? 3 : 1;
            at = note.Text.IndexOf(query, at + query.Length, StringComparison.OrdinalIgnoreCase);
        }

        return score == 0 ? null : new(note, score, first);
    }

    private static bool InHeading(string text, int at) => text[text.AsSpan(0, at).LastIndexOf('\n') is var line ? line + 1 : 0] == '#';

    private static bool HasTag(CachedNote note, string tag) =>
        note.Text.Contains(tag, StringComparison.OrdinalIgnoreCase) && Note.Read(System.Text.Encoding.UTF8.GetBytes(note.Text)).Tags.Any(one =>
            one.Equals(tag, StringComparison.OrdinalIgnoreCase) || one.StartsWith(tag + "/", StringComparison.OrdinalIgnoreCase));
}

/// <param name="First">Where the first hit begins in the text; -1 where only the path matches.</param>
internal sealed record Hit(CachedNote Note, int Score, int First);

namespace Squaremcp.Platforms.Email;

/// <summary>Which parts together are what a person reads. Works on a tree from BODYSTRUCTURE as well: fetch what it names, then <see cref="BodyText.Read"/>.</summary>
internal static class BodyChoice
{
    private const int MostTexts = 50;

    /// <summary>The text parts to show, in order. Of alternatives the plain one, unless <paramref name="isBlank"/> says that it is empty (without it: up to 4 octets are).</summary>
    internal static IReadOnlyList<MimePart> Of(MimePart root, Func<MimePart, bool>? isBlank = null)
    {
        var chosen = new List<MimePart>();
        Choose(root, isBlank ?? (part => part.EncodedSize <= 4), chosen);
        return chosen;
    }

    private static void Choose(MimePart part, Func<MimePart, bool> isBlank, List<MimePart> chosen)
    {
        if (chosen.Count >= MostTexts)
        {
            return;
        }

        if (!part.Type.IsMultipart)
        {
            if (IsReadable(part))
            {
                chosen.Add(part);
            }

            return;
        }

        if (part.Type.Subtype == "alternative")
        {
            chosen.AddRange(Alternative(part, isBlank));
            return;
        }

        var shown = part.Type.Subtype switch
        {
            "related" => Root(part),
            "signed" => part.Children.Take(1),
            _ => part.Children,
        };
        foreach (var child in shown)
        {
            Choose(child, isBlank, chosen);
        }
    }

    /// <summary>The texts of the child that is shown. Each child is looked at once: alternatives inside alternatives must not double the work at every level.</summary>
    private static IReadOnlyList<MimePart> Alternative(MimePart part, Func<MimePart, bool> isBlank)
    {
        var told = part.Children.Select(child => Of(child, isBlank)).Where(texts => texts.Count > 0 && !texts.All(isBlank)).ToList();
        var plain = told.FindIndex(texts => texts.All(text => text.Type.MediaType == "text/plain"));
        var other = told.FindLastIndex(texts => texts.All(text => text.Type.Subtype is "plain" or "html" or "enriched" or "markdown"));
        return told.Count == 0 ? [] : told[plain >= 0 ? plain : other >= 0 ? other : told.Count - 1];
    }

    private static IEnumerable<MimePart> Root(MimePart part)
    {
        var start = part.Type.Parameters.GetValueOrDefault("start")?.Trim('<', '>', ' ');
        var root = (start is null ? null : part.Children.FirstOrDefault(child => child.ContentId == start)) ?? (part.Children.Count > 0 ? part.Children[0] : null);
        return root is null ? [] : [root];
    }

    private static bool IsReadable(MimePart part) =>
        part.Type.IsText && part.Type.Subtype is not ("calendar" or "x-vcard" or "vcard" or "directory" or "css" or "csv" or "rfc822-headers" or "xml" or "x-amp-html")
        && part.Disposition.Kind != "attachment" && part.FileName is null;
}

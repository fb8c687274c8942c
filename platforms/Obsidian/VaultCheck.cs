namespace Squaremcp.Platforms.Obsidian;

/// <summary>Tries a vault step by step, in words an operator can act on.</summary>
internal static class VaultCheck
{
    internal static IReadOnlyList<CheckResult> Run(string folder, string name)
    {
        if (!Directory.Exists(folder))
        {
            return [new("folder", false, $"The folder {name} is not there any more. Put it back under the vault root, or connect another one.")];
        }

        try
        {
            var notes = NoteCache.Files(folder).Count();
            return Writable(folder)
                ? [new("folder", true), new("readable", true, $"{notes} notes"), new("writable", true)]
                : [new("folder", true), new("readable", true, $"{notes} notes"), new("writable", false, "The gateway may not write there; notes can be read, not changed. Give its user write access.")];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return [new("folder", true), new("readable", false, "The gateway may not read there. Give its user access to the folder.")];
        }
    }

    internal static bool Writable(string folder)
    {
        var probe = Path.Combine(folder, $".squaremcp-{Guid.NewGuid():n}.tmp");
        try
        {
            using (File.Create(probe, 1, FileOptions.DeleteOnClose))
            {
                return true;
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

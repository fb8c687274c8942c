using Squaremcp.Platforms.Email;

namespace Squaremcp.Platforms.Outlook;

/// <summary>Folders as the tools name them: by what they are for, or by the person's own names, one below the other.</summary>
internal static class Folders
{
    private const string All = "all";
    private const int MostShown = 30;

    /// <returns>Below the account; empty for every folder.</returns>
    /// <exception cref="ToolException">not_found, with the names there are.</exception>
    internal static async Task<string> PathAsync(OutlookApi api, string given, CancellationToken cancellationToken)
    {
        if (given.Trim().Equals(All, StringComparison.OrdinalIgnoreCase))
        {
            return "";
        }

        var names = given.Split('/', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var (path, rest) = names is [var first, ..] && OutlookFacts.Folders.TryGetValue(first, out var known) ? ($"/mailFolders/{known}", names[1..]) : ("", names);
        if (names.Length == 0)
        {
            throw new ToolException(new(ToolErrorKind.InvalidArgument, "`folder` names none. Leave it out, or name one such as inbox.") { Argument = "folder" });
        }

        foreach (var name in rest)
        {
            path = $"/mailFolders/{Uri.EscapeDataString(await ChildAsync(api, path.Length == 0 ? "/mailFolders" : $"{path}/childFolders", name, cancellationToken))}";
        }

        return path;
    }

    private static async Task<string> ChildAsync(OutlookApi api, string folders, string name, CancellationToken cancellationToken)
    {
        var answer = await api.ReadAsync($"{folders}?$select=id,displayName&$top=250", cancellationToken);
        var all = answer.Each("value").Select(folder => (Id: folder.Id("id"), Name: HeaderText.OneLine(folder.Words("displayName") ?? ""))).Where(folder => folder.Id is not null).ToList();
        return all.Find(folder => folder.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Id ?? throw new ToolException(new(ToolErrorKind.NotFound, $"There is no folder of that name there. {There([.. all.Select(folder => folder.Name)])}") { Argument = "folder" });
    }

    private static string There(IReadOnlyList<string> names) =>
        names.Count == 0 ? "There are none below it." : $"There are: {string.Join(", ", names.Take(MostShown))}{(names.Count > MostShown ? ", and more" : "")}.";
}

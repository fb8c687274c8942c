namespace Squaremcp.Storage.Import;

/// <summary>What a person is told of rows that move from one place to another, by why they do.</summary>
/// <param name="Doing">What begins.</param>
/// <param name="Moved">Of rows.</param>
/// <param name="Good">Where all of it was found good.</param>
/// <param name="Bad">Where not.</param>
/// <param name="Before">Where an earlier run had ended it.</param>
public sealed record ImportWords(string Doing, string Moved, string Good, string Bad, string Before)
{
    public static ImportWords Import { get; } = new(
        "importing",
        "moved",
        "Everything is there and as it was. Do not start the old installation again: what it does from now on would be missing here.",
        "The import is not good: no server starts on the target. Nothing was changed in the source.",
        "This source was moved here and verified before");

    public static ImportWords Restore { get; } = new(
        "restoring",
        "restored",
        "Everything is there and as it was in the backup. What was done since it was made is not: see docs/operations.md, Backup. Nothing may run on the old database any more.",
        "The restore is not good: no silo starts on the database. Nothing was changed in the backup.",
        "This backup was restored here and verified before");

    public static ImportWords Backup { get; } = new(
        "backing up",
        "copied",
        "The backup is whole: everything is in it as it was when it began.",
        "The backup is not good and was not given its name. Nothing was changed in the database.",
        "This was backed up before");
}

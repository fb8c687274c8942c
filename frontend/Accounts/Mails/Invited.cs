namespace Squaremcp.Frontend.Accounts.Mails;

/// <summary>Holds nothing that anybody has typed, the customer's name neither: else strangers could write to anybody in our name. The page shows it.</summary>
/// <param name="By">The address of the person who invites; null where a program or the operator does.</param>
internal sealed record Invited(string? By, string Role, string Link) : Letter
{
    internal override string Subject => "You are invited to SquareMCP";

    protected override IEnumerable<Part> Parts =>
    [
        Say($"{(By is null ? "You are invited" : $"{By} invites you")} to work with the accounts that a team has connected to SquareMCP, as {Role}. The link works once, for seven days, and for this address only."),
        Lead("See the invitation", Link),
        Say("If you do not know what this is about, do nothing."),
    ];
}

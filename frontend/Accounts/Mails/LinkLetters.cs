namespace Squaremcp.Frontend.Accounts.Mails;

internal sealed record SignInLink(string Link) : Letter
{
    internal override string Subject => "Your link to sign in";

    protected override IEnumerable<Part> Parts =>
    [
        Say("Sign in to SquareMCP with this link. It works once, for half an hour."),
        Lead("Sign in", Link),
        Say("If you did not ask for it, do nothing: nobody can sign in without it."),
    ];
}

/// <summary>Says nothing that whoever signed up has typed: else strangers could write to anybody in our name.</summary>
internal sealed record ConfirmAddress(string Link) : Letter
{
    internal override string Subject => "Confirm your e-mail address";

    protected override IEnumerable<Part> Parts =>
    [
        Say("An account was made at SquareMCP with this address. If it is yours, confirm the address where you are signed in. The link works once, for half an hour."),
        Lead("Confirm the address", Link),
        Say("If you did not make the account, do nothing. To use SquareMCP with this address yourself, have a link to sign in mailed to you: whoever made the account then loses it."),
    ];
}

internal sealed record ResetLink(string Link) : Letter
{
    internal override string Subject => "Choose a new password";

    protected override IEnumerable<Part> Parts =>
    [
        Say("Choose a new password for SquareMCP with this link. It works once, for half an hour. You are then signed out everywhere."),
        Lead("Choose a new password", Link),
        Say("If you did not ask for it, do nothing: your password stays as it is."),
    ];
}

/// <summary>To the owner of an address that somebody tried to sign up with again.</summary>
internal sealed record HasAccount : Letter
{
    internal override string Subject => "You have an account already";

    protected override IEnumerable<Part> Parts =>
    [
        Say("Somebody, perhaps you, tried to create a SquareMCP account with this address, which has one. Sign in with your password, or have a link mailed to you where you sign in."),
        Say("If you never made an account, that link makes this one yours, and whoever made it loses it."),
    ];
}

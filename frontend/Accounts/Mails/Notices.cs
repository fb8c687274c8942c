namespace Squaremcp.Frontend.Accounts.Mails;

internal sealed record PasswordChanged(string Reset) : Letter
{
    internal override string Subject => "Your password was changed";

    protected override IEnumerable<Part> Parts =>
    [
        Say("The password of your SquareMCP account was changed, and every other browser was signed out. Apps that you let in still have access; you can end it in your account."),
        Say("If it was not you, take the account back at once."),
        Lead("Choose a new password", Reset),
    ];
}

internal sealed record SecondFactorOn(string Reset) : Letter
{
    internal override string Subject => "Sign-in now asks for a code";

    protected override IEnumerable<Part> Parts =>
    [
        Say("From now on sign-in to your SquareMCP account asks for a code of your authenticator app. Keep the recovery codes where you find them without your phone."),
        Say("If it was not you, somebody knows your password. Write to whoever runs this gateway, and choose a new password."),
        Lead("Choose a new password", Reset),
    ];
}

internal sealed record SecondFactorOff(string Reset) : Letter
{
    internal override string Subject => "Sign-in no longer asks for a code";

    protected override IEnumerable<Part> Parts =>
    [
        Say("Codes of your authenticator app were switched off for your SquareMCP account. The password alone signs in now."),
        Say("If it was not you, take the account back at once."),
        Lead("Choose a new password", Reset),
    ];
}

internal sealed record RecoveryCodesMade(string Reset) : Letter
{
    internal override string Subject => "New recovery codes were made";

    protected override IEnumerable<Part> Parts =>
    [
        Say("New recovery codes were made for your SquareMCP account; the old ones do not work any more."),
        Say("If it was not you, take the account back at once."),
        Lead("Choose a new password", Reset),
    ];
}

internal sealed record RecoveryCodeUsed(int Left, string Account) : Letter
{
    internal override string Subject => "A recovery code was used";

    protected override IEnumerable<Part> Parts =>
    [
        Say($"Somebody signed in to your SquareMCP account with a recovery code. {(Left == 1 ? "One is" : $"{Left} are")} left."),
        Say("If it was not you, choose a new password and make new codes."),
        Lead("Your account", Account),
    ];
}

/// <summary>At most one a day.</summary>
internal sealed record SignInsFailed(string Reset) : Letter
{
    internal override string Subject => "Somebody tries to sign in";

    protected override IEnumerable<Part> Parts =>
    [
        Say("Several sign-ins to your SquareMCP account failed, with wrong passwords or wrong codes. Further tries from unknown browsers now have to wait. A browser you signed in with before is not held up, and a link by mail always works."),
        Say("If it was you, there is nothing to do. If not, your password has held; a longer one, and codes of an authenticator app, hold better."),
        Lead("Choose a new password", Reset),
    ];
}

internal sealed record ProviderLinked(string Provider, string Account) : Letter
{
    internal override string Subject => "A new way to sign in to your account";

    protected override IEnumerable<Part> Parts =>
    [
        Say($"From now on your SquareMCP account is signed in to with {Provider}, too: somebody did so with this address."),
        Say("If it was not you, look after your account there, and write to whoever runs this gateway."),
        Lead("Your account", Account),
    ];
}

using Squaremcp.Accounts;
using Squaremcp.Grains.Accounts;

namespace Squaremcp.Tests.Accounts;

/// <summary>An address that waits for an account from another product.</summary>
public sealed class ImportChangesTests
{
    private const string Email = "anna@example.org";

    private static readonly DateTimeOffset Now = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    private static AccountState Reserved => new AccountState().ReservedFor("nodejs/1", Now)!;

    [Fact]
    public void An_address_is_kept_for_one_import_at_a_time_and_an_hour()
    {
        Assert.Null(Reserved.ReservedFor("nodejs/2", Now.AddMinutes(59)));
        Assert.NotNull(Reserved.ReservedFor("nodejs/2", Now.AddMinutes(60)));
        Assert.True(Reserved.ReservedFor("nodejs/1", Now.AddMinutes(59))!.IsReserved(Now.AddMinutes(118)));
        Assert.Null(new AccountState { Email = Email }.ReservedFor("nodejs/1", Now));
    }

    [Fact]
    public void A_provider_begins_no_account_of_an_address_that_is_kept()
    {
        Assert.Equal(IdentityResult.NoAccount, Entered(Reserved, Now).Outcome.Result);

        var (begun, outcome) = Entered(Reserved, Now.AddHours(1));
        Assert.Equal(IdentityResult.SignedIn, outcome.Result);
        Assert.Null(begun.ReservedFor("nodejs/1", Now.AddHours(1)));
        Assert.Null(begun.Opened(Email, Imported("nodejs/1"), Now.AddHours(1)));
    }

    [Fact]
    public void Only_the_import_that_has_the_address_opens_the_account_and_once()
    {
        Assert.Null(new AccountState().Opened(Email, Imported("nodejs/1"), Now));
        Assert.Null(Reserved.Opened(Email, Imported("nodejs/2"), Now));

        var opened = Reserved.Opened(Email, Imported("nodejs/1"), Now)!;
        Assert.Equal((Email, "$2b$…", true, Now), (opened.Email, opened.PasswordHash, opened.IsSettled, opened.Security.VerifiedAt));
        var changed = opened with { PasswordHash = "new" };
        Assert.Same(changed, changed.Opened(Email, Imported("nodejs/1"), Now));
        Assert.Null(opened.ReservedFor("nodejs/2", Now.AddYears(1)));
    }

    private static (AccountState Next, IdentityOutcome Outcome) Entered(AccountState account, DateTimeOffset now) => account.EnteredBy(
        Email, new() { Issuer = "https://id.example", Subject = "1", ProvesAddress = true, MayBegin = true }, new() { Hash = new('0', 64), Device = "device" }, new() { CustomerId = "cus_own", CustomerName = "anna" }, now);

    private static ImportedAccount Imported(string import) => new() { Import = import, Name = "Anna", PasswordHash = "$2b$…", Customer = new() { CustomerId = "cus_1", CustomerName = "Anna" }, IsVerified = true };
}

namespace Squaremcp.Accounts;

/// <summary>The proof that an account's address is its person's. Key: as <see cref="IAccountGrain"/>'s; it is the same grain.</summary>
[Alias("square.IAccountAddressGrain")]
public interface IAccountAddressGrain : IGrainWithStringKey
{
    /// <summary>Enters a link that proves the address once, for half an hour, to be sent there.</summary>
    /// <param name="session">Hash of a session of the account.</param>
    /// <returns>False where there is no such session, the address is proved, or links were asked for too often.</returns>
    [Alias("OfferVerification")]
    Task<bool> OfferVerification(string session, string hash, CancellationToken cancellationToken);

    /// <summary>
    /// Notes that the address is proved. The session shows that whoever has the mail is whoever made the account: a stranger's account is never confirmed by the owner of the address.
    /// </summary>
    /// <returns>False where the session or the link is not good; nothing is changed then.</returns>
    [Alias("Verify")]
    Task<bool> Verify(string session, string hash, CancellationToken cancellationToken);
}

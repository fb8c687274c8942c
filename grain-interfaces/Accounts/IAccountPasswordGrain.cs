namespace Squaremcp.Accounts;

/// <summary>How a password is replaced. Key: as <see cref="IAccountGrain"/>'s; it is the same grain.</summary>
[Alias("square.IAccountPasswordGrain")]
public interface IAccountPasswordGrain : IGrainWithStringKey
{
    /// <summary>Enters a link that sets a new password once, for half an hour, to be sent by mail.</summary>
    /// <returns>False where there is no account, or links were asked for too often.</returns>
    [Alias("OfferReset")]
    Task<bool> OfferReset(string hash, CancellationToken cancellationToken);

    /// <summary>Sets a new password by such a link and ends every session, link and half-made sign-in. A second factor stays.</summary>
    /// <returns>False where the link was used, is too old or never was; nothing is changed then.</returns>
    [Alias("Reset")]
    Task<bool> Reset(string hash, NewPassword password, CancellationToken cancellationToken);

    /// <summary>A password asked for by <see cref="IAccountGrain.Begin"/> of somebody signed in was right: the attempt does not count as failed.</summary>
    [Alias("Confirm")]
    Task Confirm(string session, string device, CancellationToken cancellationToken);

    /// <summary>The old password was right: sets the new one, ends every session and begins this one.</summary>
    /// <param name="session">Hash of the session that asks.</param>
    [Alias("ChangePassword")]
    Task<bool> ChangePassword(string session, string passwordHash, NewSession next, CancellationToken cancellationToken);
}

[GenerateSerializer, Immutable, Alias("square.new-password.v1")]
public sealed record NewPassword
{
    /// <summary>As ASP.NET Core's PasswordHasher writes it.</summary>
    [Id(0)] public required string Hash { get; init; }

    /// <summary>Hash of the session the browser came with; null where it had none.</summary>
    [Id(1)] public string? Current { get; init; }

    // A hash is no secret to use, but one to guess at.
    public override string ToString() => "***";
}

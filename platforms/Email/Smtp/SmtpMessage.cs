namespace Squaremcp.Platforms.Email;

/// <summary>Who sends to whom, apart from what the message says of it.</summary>
/// <param name="From">The address that is told of what cannot be delivered.</param>
/// <param name="To">All recipients, those of Cc and Bcc too.</param>
internal sealed record SmtpEnvelope(string From, IReadOnlyList<string> To)
{
    /// <summary>Lines of the message hold bytes above 127.</summary>
    public bool IsEightBit { get; init; }

    /// <summary>Headers of the message hold letters outside of ASCII (RFC 6532).</summary>
    public bool HasUtf8Headers { get; init; }

    /// <summary>Nobody gets it unless the server takes everybody.</summary>
    public bool AllOrNobody { get; init; }
}

/// <summary>What is known of a message after it was sent.</summary>
internal enum SmtpOutcome
{
    /// <summary>The server has it, for those recipients it took.</summary>
    Sent,

    /// <summary>Nobody gets it.</summary>
    NotSent,

    /// <summary>All of it was sent and no answer came: it may be delivered.</summary>
    Unknown,
}

/// <summary>What the server said to one recipient.</summary>
/// <param name="Address">As it was given.</param>
/// <param name="Reply">Null where the server was not asked.</param>
internal sealed record SmtpRecipient(string Address, SmtpReply? Reply)
{
    public bool IsTaken => Reply is { IsOk: true };
}

/// <param name="Failure">Why not; null of <see cref="SmtpOutcome.Sent"/>, also where single recipients were refused.</param>
internal sealed record SmtpResult(SmtpOutcome Outcome, IReadOnlyList<SmtpRecipient> Recipients, MailFailure? Failure)
{
    /// <summary>The server's words on a message it took, often with its number there; written by a stranger.</summary>
    public string? Said { get; init; }
}

namespace Squaremcp.Platforms.Email;

/// <summary>How far a conversation with a mail server came.</summary>
internal enum MailStage
{
    Settings,
    Dns,
    Connect,
    Tls,
    Greeting,
    Login,
    Folder,
    Search,
    Read,
    Store,
    Send,
}

/// <summary>What a caller does about a failure.</summary>
internal enum MailFailureKind
{
    /// <summary>The settings name what cannot be, or must not be reached.</summary>
    Settings,

    /// <summary>No connection, or it broke.</summary>
    Unreachable,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>TLS is missing, or the certificate is not the server's.</summary>
    Untrusted,

    /// <summary>The credential is not accepted.</summary>
    LoginRefused,

    /// <summary>The folder or message is not there.</summary>
    NotFound,

    /// <summary>The server does not do this, for this account or at all.</summary>
    Refused,

    /// <summary>More than the server, or this program, takes.</summary>
    TooLarge,

    /// <summary>Too many at once; later it works.</summary>
    Busy,

    /// <summary>The server does not speak the protocol.</summary>
    BadAnswer,

    /// <summary>All was sent, and no answer came: it may have been done.</summary>
    OutcomeUnknown,
}

/// <summary>An expected failure of a mail server or of the way to it.</summary>
/// <param name="Message">A sentence of ours that says what to do. Holds no credential and no word of the server.</param>
/// <param name="IsTransient">The same may work later without anybody changing anything.</param>
internal sealed record MailFailure(MailStage Stage, MailFailureKind Kind, string Message, bool IsTransient)
{
    /// <summary>The server's own words, at most 200 printable characters: written by a stranger, so not for a model to obey.</summary>
    public string? Said { get; init; }
}

/// <summary>Carries a <see cref="MailFailure"/> up to who can answer with it.</summary>
internal sealed class MailException(MailFailure failure, Exception? inner = null) : Exception(failure.Message, inner)
{
    public MailFailure Failure { get; } = failure;
}

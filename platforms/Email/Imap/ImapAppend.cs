using System.Globalization;

namespace Squaremcp.Platforms.Email;

/// <summary>Where a stored message went; null where the server has no UIDPLUS (RFC 4315).</summary>
internal sealed record ImapAppended(uint? UidValidity, uint? Uid);

/// <summary>APPEND: stores a message, streamed.</summary>
internal static class ImapAppend
{
    /// <param name="flags">Such as \Draft.</param>
    /// <exception cref="MailException">outcome_unknown: all was sent, and then no answer came.</exception>
    public static async Task<ImapAppended> RunAsync(ImapSession session, MailFolderName folder, MailContent content, IReadOnlyList<string> flags, DateTimeOffset? arrived, CancellationToken cancellationToken)
    {
        var trouble = session.Trouble;
        if (long.TryParse(session.Value("APPENDLIMIT"), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && content.Size > limit)
        {
            throw trouble.Of(MailFailureKind.TooLarge, $"{trouble.Host} stores messages of at most {limit} bytes, and this one has {content.Size}. Leave out an attachment.");
        }

        var command = new ImapCommand("APPEND").Folder(folder, trouble).Word($"({string.Join(' ', flags.Select(ImapFlags.Checked))})");
        if (arrived is { } when)
        {
            command.Word($"\"{when.ToString("dd-MMM-yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture).Remove(24, 1)}\"");
        }

        try
        {
            var verdict = session.Demand(await session.SendAsync(command.Literal(content), cancellationToken));
            return verdict.Code is { Name: "APPENDUID" } code ? new(code.Number(0), code.Number(1)) : new(null, null);
        }
        catch (Exception lost) when (session is { IsBroken: true, WasSent: true } && lost is MailException or OperationCanceledException)
        {
            throw trouble.Of(MailFailureKind.OutcomeUnknown, $"{trouble.Host} broke off after it got the message, so it is not known whether it was stored. Look into the folder before you repeat it.", inner: lost);
        }
    }
}

/// <summary>How flags are changed.</summary>
internal enum ImapFlagChange
{
    Add,
    Remove,
}

/// <summary>UID STORE.</summary>
internal static class ImapFlags
{
    public static async Task StoreAsync(ImapSession session, UidSet uids, ImapFlagChange change, IReadOnlyList<string> flags, CancellationToken cancellationToken)
    {
        if (uids.Count > 0)
        {
            var words = $"{(change == ImapFlagChange.Add ? "+" : "-")}FLAGS.SILENT ({string.Join(' ', flags.Select(Checked))})";
            session.Demand(await session.SendAsync(new ImapCommand("UID STORE").Word(uids.ToString()).Word(words), cancellationToken));
        }
    }

    /// <summary>The flag, where it is one: a word, with \ before it where the protocol defines it.</summary>
    public static string Checked(string flag) =>
        flag.TrimStart('\\') is { Length: > 0 and <= 60 } word && flag.Length - word.Length <= 1 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '$' or '_' or '-' or '.')
            ? flag
            : throw new ArgumentException($"'{flag}' is no flag.", nameof(flag));
}

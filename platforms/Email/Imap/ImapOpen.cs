namespace Squaremcp.Platforms.Email;

/// <summary>SELECT and EXAMINE.</summary>
internal static class ImapOpen
{
    public static async Task<ImapOpened> RunAsync(ImapSession session, MailFolderName folder, bool writable, CancellationToken cancellationToken)
    {
        var opened = new ImapOpened(folder, writable, null, null, null);
        var command = new ImapCommand(writable ? "SELECT" : "EXAMINE").Folder(folder, session.Trouble);
        var verdict = session.Demand(await session.SendAsync(command, cancellationToken, Hear));
        return opened with { IsWritable = writable && verdict.Code?.Name != "READ-ONLY" };

        void Hear(ImapResponse answer) => opened = answer switch
        {
            { Name: "EXISTS", Number: { } messages } => opened with { Messages = messages },
            { Code: { Name: "UIDVALIDITY" } code } => opened with { UidValidity = code.Number(0) },
            { Code: { Name: "UIDNEXT" } code } => opened with { UidNext = code.Number(0) },
            _ => opened,
        };
    }
}

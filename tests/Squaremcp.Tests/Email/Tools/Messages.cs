namespace Squaremcp.Tests.Email.Tools;

/// <summary>Messages as others write them, Latin-1, every line ended.</summary>
internal static class Messages
{
    internal const string Mixed = "From: Bob <bob@example.test>\r\nTo: Carl <carl@example.test>, dora@example.test\r\nCc: eve@example.test\r\nReply-To: desk@example.test\r\nSubject: with a \"file\"\r\n"
        + "Message-ID: <mixed@example.test>\r\nReferences: <first@example.test>\r\nDate: Sat, 21 Nov 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
        + "--x\r\nContent-Type: multipart/alternative; boundary=y\r\n\r\n--y\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nplain t=C3=A9xt\r\n"
        + "--y\r\nContent-Type: text/html\r\n\r\n<p>html</p>\r\n--y--\r\n"
        + "--x\r\nContent-Type: application/pdf; name=\"a (1).pdf\"\r\nContent-Disposition: attachment; filename=\"a (1).pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAECAwQ=\r\n"
        + "--x\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\nContent-Type: text/plain\r\n\r\ninner text\r\n--x--\r\n";

    internal static string Plain(string from, string subject, string text) =>
        $"From: {from}\r\nTo: me@example.test\r\nSubject: {subject}\r\nMessage-ID: <{Guid.NewGuid():n}@example.test>\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n";
}

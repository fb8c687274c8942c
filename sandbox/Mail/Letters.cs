using System.Globalization;
using System.Text;

namespace Squaremcp.Sandbox.Mail;

/// <summary>What lies in a new mailbox: plain text, text beside HTML, a name and a subject beyond ASCII, an attachment.</summary>
internal static class Letters
{
    internal static byte[] Ferry(string to, DateTimeOffset at) => Of($"""
        From: Ada Winter <ada@{MailSimulator.Domain}>
        To: {to}
        Subject: Ferry on Sunday
        Date: {Date(at)}
        Message-ID: <ferry-1@{MailSimulator.Domain}>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        Hello,

        the ferry leaves at 9 on Sunday. Do you have the ladder?

        Ada
        """);

    internal static byte[] Lighthouse(string to, DateTimeOffset at) => Of($"""
        From: =?utf-8?Q?Bj=C3=B6rn_=C3=85ngstr=C3=B6m?= <bjorn@{MailSimulator.Domain}>
        To: {to}
        Cc: Ada Winter <ada@{MailSimulator.Domain}>
        Subject: =?utf-8?B?R3LDvMOfZSB2b20gTGV1Y2h0dHVybSDwn5qi?=
        Date: {Date(at)}
        Message-ID: <lighthouse-1@{MailSimulator.Domain}>
        MIME-Version: 1.0
        Content-Type: multipart/alternative; boundary="=_sandbox_a"

        --=_sandbox_a
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        Welches Rot f=C3=BCr den Turm?
        --=_sandbox_a
        Content-Type: text/html; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        <p>Welches <b>Rot</b> f=C3=BCr den Turm?</p>
        --=_sandbox_a--

        """);

    internal static byte[] Invoice(string to, DateTimeOffset at) => Of($"""
        From: Paint & Sons <office@paint.example>
        To: {to}
        Subject: Invoice 2026-117
        Date: {Date(at)}
        Message-ID: <invoice-117@paint.example>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="=_sandbox_b"

        --=_sandbox_b
        Content-Type: text/plain; charset=us-ascii

        Please find the invoice attached.
        --=_sandbox_b
        Content-Type: text/csv; charset=utf-8; name="invoice-117.csv"
        Content-Disposition: attachment; filename="invoice-117.csv"
        Content-Transfer-Encoding: base64

        aXRlbSxwcmljZQpyZWQgcGFpbnQsMTIwLjAwCmxhZGRlciw4MC4wMAo=
        --=_sandbox_b--

        """);

    private static byte[] Of(string text) => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n") + "\r\n");

    private static string Date(DateTimeOffset at) => at.ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture) + " +0000";
}

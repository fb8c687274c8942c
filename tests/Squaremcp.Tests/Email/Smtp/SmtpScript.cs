using Squaremcp.Platforms.Email;
using Squaremcp.Tests.Email.Servers;

namespace Squaremcp.Tests.Email.Smtp;

/// <summary>What most scripts of SMTP begin with.</summary>
internal static class SmtpScript
{
    /// <summary>Greets, tells extensions, and lets in whoever comes.</summary>
    public static async Task SubmitAsync(this Peer peer, params string[] extensions)
    {
        await peer.LineAsync("220 ready");
        await peer.HelloAsync(extensions);
        await peer.ReadAsync();
        await peer.LineAsync("235 2.7.0 welcome");
    }

    public static async Task HelloAsync(this Peer peer, params string[] extensions)
    {
        await peer.ReadAsync();
        await peer.SendAsync(string.Concat(((string[])["hello", "AUTH PLAIN", .. extensions]).Select((line, index) => $"250{(index == extensions.Length + 1 ? ' ' : '-')}{line}\r\n")));
    }

    /// <summary>Answers the commands before DATA's content, one word for each.</summary>
    public static async Task AnswerAllAsync(this Peer peer, params string[] answers)
    {
        foreach (var answer in answers)
        {
            await peer.ReadAsync();
            await peer.LineAsync(answer);
        }
    }

    public static async Task ContentAsync(this Peer peer)
    {
        while (await peer.ReadAsync() is not ".")
        {
            // Up to the last dot.
        }
    }

    public static Task<SmtpClient> SubmitterAsync(this ScriptedServer server, MailSecurity security = MailSecurity.None, MailCredential? credential = null, TimeProvider? clock = null) =>
        SmtpClient.ConnectAsync(server.At(security), credential ?? ImapScript.Alice, ImapScript.Rules, clock ?? TimeProvider.System, ImapScript.Patience, default);
}

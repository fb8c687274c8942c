using Squaremcp.Platforms;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Servers;

/// <summary>What most scripts and tests of IMAP begin with.</summary>
internal static class ImapScript
{
    public const string Usual = "IMAP4rev1 SASL-IR LITERAL+ AUTH=PLAIN";

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static readonly MailRules Rules = new(AllowPrivate: true) { TrustedRoots = TestCertificates.Roots };

    public static MailCredential Alice => MailCredential.Password("alice", Secret.OfText("planted-password"));

    /// <summary>Greets, and lets in whoever comes.</summary>
    public static async Task LogInAsync(this Peer peer, string capabilities = Usual)
    {
        await peer.LineAsync($"* OK [CAPABILITY {Usual}] ready");
        var (tag, _) = await peer.CommandAsync();
        await peer.LineAsync($"{tag} OK [CAPABILITY {capabilities}] welcome");
    }

    /// <summary>Answers one command.</summary>
    /// <param name="untagged">Lines before the verdict.</param>
    /// <returns>The command.</returns>
    public static async Task<string> AnswerAsync(this Peer peer, string verdict = "OK done", params string[] untagged)
    {
        var (tag, text) = await peer.CommandAsync();
        foreach (var line in untagged)
        {
            await peer.LineAsync(line.Replace("{tag}", tag, StringComparison.Ordinal));
        }

        await peer.LineAsync($"{tag} {verdict}");
        return text;
    }

    public static Task<ImapClient> ConnectAsync(this ScriptedServer server, MailSecurity security = MailSecurity.None, TimeProvider? clock = null, MailCredential? credential = null) =>
        ImapClient.ConnectAsync(server.At(security), credential ?? Alice, Rules, clock ?? TimeProvider.System, Patience, CancellationToken.None);

    /// <summary>The failure that the work ends in.</summary>
    public static async Task<MailFailure> FailureAsync(Func<Task> work) => (await Assert.ThrowsAsync<MailException>(work)).Failure;
}

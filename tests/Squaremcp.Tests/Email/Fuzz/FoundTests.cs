using Squaremcp.Tests.Email.Servers;
using static Squaremcp.Tests.Email.Servers.ImapScript;

namespace Squaremcp.Tests.Email.Fuzz;

/// <summary>What the fuzzer found, each as small as it gets.</summary>
public sealed class FoundTests
{
    [Fact]
    public async Task A_folder_named_while_counts_are_asked_for_is_listed_too()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("IMAP4rev1");
            await peer.AnswerAsync("OK", "* LIST () \"/\" INBOX", "* LIST () \"/\" Sent");
            await peer.AnswerAsync("OK", "* STATUS INBOX (MESSAGES 5)", "* LIST () \"/\" New");
            await peer.AnswerAsync("OK", "* STATUS Sent (MESSAGES 7)");
        });
        await using var client = await server.ConnectAsync();

        var folders = await client.FoldersAsync(withCounts: true, Patience, default);

        Assert.Equal([("INBOX", 5u), ("Sent", 7u), ("New", null)], folders.Select(folder => (folder.Name.Text, folder.Messages)));
    }
}

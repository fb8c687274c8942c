namespace Squaremcp.Tests.Email.Fuzz;

/// <summary>Whatever a mail server or a stranger's message holds is read or refused: no crash, no hang, memory by its length. One after the other, so that no more than one core is taken from the other tests.</summary>
[Trait("Category", "Slow")]
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Runs = 2;

    [Fact]
    public Task Nothing_a_mail_server_says_does_harm() => new FuzzRun("IMAP", ImapTargets.All, Runs, output).RunAsync();

    [Fact]
    public Task Nothing_in_a_message_does_harm() => new FuzzRun("MIME", MimeTargets.All, Runs, output).RunAsync();
}

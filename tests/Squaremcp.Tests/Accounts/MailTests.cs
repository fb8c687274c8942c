using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Frontend.Accounts;
using Squaremcp.Frontend.Accounts.Mails;
using Squaremcp.Platforms.Email;
using Squaremcp.Tests.Email.Servers;
using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Accounts;

public sealed class MailTests
{
    public static TheoryData<string> Letters => [.. All.Select(letter => letter.GetType().Name)];

    private static IReadOnlyList<Letter> All =>
    [
        new SignInLink(Link), new ConfirmAddress(Link), new ResetLink(Link), new HasAccount(), new PasswordChanged(Link), new SecondFactorOn(Link), new SecondFactorOff(Link), new RecoveryCodesMade(Link),
        new RecoveryCodeUsed(1, Link), new SignInsFailed(Link), new Invited("ann@example.org", "member", Link), new ProviderLinked("Google", Link),
    ];

    private const string Link = "https://mcp.example.org/x?a=1&b=%22%3Cscript%3E";

    [Fact]
    public void Every_letter_is_among_these() =>
        Assert.Equal(typeof(Letter).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Letter))).Select(type => type.Name).Order(), All.Select(letter => letter.GetType().Name).Order());

    [Theory, MemberData(nameof(Letters))]
    public async Task Every_letter_says_the_same_as_text_and_as_html_and_prints_no_link(string name)
    {
        var letter = All.Single(one => one.GetType().Name == name);
        var mail = MimeMessage.Read(await new Mailer(TimeProvider.System).WriteAsync(new("SquareMCP", "noreply@example.org", "ann@example.org", letter.Subject, letter.Text, letter.Html), TestContext.Current.CancellationToken));

        Assert.Equal(["text/plain", "text/html"], mail.Parts.Select(part => part.Type.MediaType));
        Assert.Equal(letter.Subject, mail.Headers.Subject);
        Assert.DoesNotContain("<", letter.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("a=1&b", letter.Html, StringComparison.Ordinal);
        Assert.All(letter.Text.Split("\n\n").SelectMany(part => part.Split(":\n")).Where(words => words.Trim() is not ("SquareMCP" or Link)), words => Assert.Contains(System.Text.Encodings.Web.HtmlEncoder.Default.Encode(words), letter.Html, StringComparison.Ordinal));
        Assert.DoesNotContain("mcp.example.org", letter.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configured_server_gets_the_mail_and_the_outbox_is_empty_again()
    {
        await using var sink = new SmtpSink();
        var arrived = sink.NextMail();
        await using var gateway = new MailGateway(sink.Port);
        await gateway.InitializeAsync();
        using var person = await gateway.PersonAsync();

        var mail = await arrived.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.Equal(("noreply@mcp.example.org", person.Email), (mail.From, Assert.Single(mail.To)));
        Assert.Contains("Subject: Confirm your e-mail address", mail.Content, StringComparison.Ordinal);
        await gateway.OutboxAsync(files => files.Count == 0, "the sent mail to be taken away");
    }

    [Fact]
    public async Task Where_a_server_is_configured_an_app_is_let_in_only_once_the_address_is_confirmed()
    {
        await using var sink = new SmtpSink();
        await using var gateway = new MailGateway(sink.Port);
        await gateway.InitializeAsync();
        using var person = await gateway.PersonAsync();

        var refused = await person.AskAsync();
        Assert.Equal(403, refused.Status);
        Assert.Contains("Confirm your address first", refused.Text, StringComparison.Ordinal);
        await gateway.OutboxAsync(files => files.Count == 0, "the first mail to be sent");
        var link = Postbox.Link(MimeMessage.Read(System.Text.Encoding.Latin1.GetBytes(sink.Messages.First().Content)));
        await person.SubmitAsync(await person.GetAsync(link), 0);
        Assert.Contains("Let Command line in?", (await person.AskAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_down_fails_no_page_and_gets_the_mail_when_it_is_back()
    {
        var first = new SmtpSink();
        var port = first.Port;
        await first.DisposeAsync();
        await using var gateway = new MailGateway(port);
        await gateway.InitializeAsync();
        using var person = await gateway.PersonAsync();

        await gateway.OutboxAsync(files => files is [var one] && one.EndsWith(".1.eml", StringComparison.Ordinal), "the first try to fail");
        await using var back = new SmtpSink(port);
        var arrived = back.NextMail();
        gateway.Clock.Advance(TimeSpan.FromMinutes(1));
        gateway.Services.GetRequiredService<Postman>().Call();

        Assert.Equal(person.Email, Assert.Single((await arrived.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).To));
        await gateway.OutboxAsync(files => files.Count == 0, "the sent mail to be taken away");
    }

    [Fact]
    public async Task A_recipient_nobody_knows_ends_in_undelivered_and_holds_up_nobody()
    {
        await using var sink = new SmtpSink();
        await using var gateway = new MailGateway(sink.Port);
        await gateway.InitializeAsync();
        using var nobody = new WebPerson(gateway) { Email = $"reject{Guid.NewGuid():n}@example.org" };
        await nobody.SignUpAsync();
        var arrived = sink.NextMail();
        using var person = await gateway.PersonAsync();

        Assert.Equal(person.Email, Assert.Single((await arrived.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).To));
        await gateway.OutboxAsync(files => files.Count == 0, "both mails to be out of the way");
        Assert.Single(Directory.GetFiles(Path.Combine(gateway.DataFolder, "outbox", "undelivered")));
    }

    [Fact]
    public async Task A_mail_that_never_goes_is_given_up_after_ten_tries()
    {
        await using var sink = new SmtpSink();
        await using var gateway = new MailGateway(sink.Port);
        await gateway.InitializeAsync();
        using var nobody = new WebPerson(gateway) { Email = $"defer{Guid.NewGuid():n}@example.org" };
        await nobody.SignUpAsync();

        var last = "";
        while (last is not null)
        {
            var before = last;
            await gateway.OutboxAsync(
                files =>
                {
                    var now = files.SingleOrDefault();
                    last = Path.GetFileName(now);
                    return last is null || (last != before && last.Split('.').Length == 3);
                },
                $"what follows \"{before}\"");
            gateway.Clock.Advance(TimeSpan.FromHours(9));
            gateway.Services.GetRequiredService<Postman>().Call();
        }

        Assert.EndsWith(".9.eml", Assert.Single(Directory.GetFiles(Path.Combine(gateway.DataFolder, "outbox", "undelivered"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_server_mails_wait_where_only_the_operator_reads_them()
    {
        await using var gateway = new OAuthGateway();
        await gateway.InitializeAsync();
        using var person = await gateway.PersonAsync();

        await gateway.Services.GetRequiredService<Errands>().IdleAsync(TestContext.Current.CancellationToken);
        var file = Assert.Single(Directory.GetFiles(Path.Combine(gateway.DataFolder, "outbox")));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    /// <summary>With a mail server on this machine.</summary>
    private sealed class MailGateway(int port) : OAuthGateway
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

        protected override string[] More =>
        [
            .. base.More, "--Squaremcp:Mail:Host=127.0.0.1", $"--Squaremcp:Mail:Port={port}", "--Squaremcp:Mail:Security=none", "--Squaremcp:Mail:From=noreply@mcp.example.org",
        ];

        /// <summary>Waits for the outbox to be like this.</summary>
        internal async Task OutboxAsync(Func<IReadOnlyList<string>, bool> holds, string what)
        {
            var folder = Directory.CreateDirectory(Path.Combine(DataFolder, "outbox")).FullName;
            using var changed = new SemaphoreSlim(0);
            using var watcher = new FileSystemWatcher(folder) { EnableRaisingEvents = true };
            watcher.Created += (_, _) => changed.Release();
            watcher.Deleted += (_, _) => changed.Release();
            watcher.Renamed += (_, _) => changed.Release();
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            deadline.CancelAfter(Patience);
            while (!holds([.. Directory.GetFiles(folder)]))
            {
                try
                {
                    await changed.WaitAsync(deadline.Token);
                }
                catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
                {
                    Assert.Fail($"Waited for {what}; the outbox holds {string.Join(", ", Directory.GetFiles(folder).Select(Path.GetFileName))}.");
                }
            }
        }
    }
}

using System.Text;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Email;
using Squaremcp.Tests.Email.Servers;
using static Squaremcp.Tests.Email.Servers.ImapScript;

namespace Squaremcp.Tests.Email.Imap;

public sealed class DovecotTests(Dovecot dovecot)
{
    private const string Plain = "From: =?utf-8?q?Andr=C3=A9?= <andre@example.test>\r\nTo: me@example.test\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nMessage-ID: <1@example.test>\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nhello\r\n.a line with a dot\r\n";

    private const string Mixed = "From: Bob <bob@example.test>\r\nTo: Carl \"C\" Ol\xe9 <carl@example.test>, dora@example.test\r\nSubject: with a \"file\"\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
        + "--x\r\nContent-Type: multipart/alternative; boundary=y\r\n\r\n--y\r\nContent-Type: text/plain\r\n\r\nplain text\r\n--y\r\nContent-Type: text/html\r\n\r\n<p>html</p>\r\n--y--\r\n"
        + "--x\r\nContent-Type: application/pdf; name=\"a (1).pdf\"\r\nContent-Disposition: attachment; filename=\"a (1).pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAECAwQ=\r\n"
        + "--x\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\nContent-Type: text/plain\r\n\r\ninner text\r\n--x--\r\n";

    public static TheoryData<string, string> Logins => new()
    {
        { "imap", "Plain" }, { "imap", "Login" }, { "imap", "XOAuth2" }, { "imap", "OAuthBearer" },
        { "imaps", "Plain" }, { "imaps", "Login" }, { "imaps", "XOAuth2" }, { "imaps", "OAuthBearer" },
    };

    [Theory]
    [MemberData(nameof(Logins))]
    public async Task Every_way_to_log_in_opens_the_mailbox(string listener, string mechanism)
    {
        await using var client = await ConnectAsync(listener, Enum.Parse<MailMechanism>(mechanism));

        Assert.Equal(0u, (await client.OpenAsync(MailFolderName.Inbox, writable: false, Patience, default)).Messages);
        Assert.True(client.Can("UIDPLUS"), "What the server can is asked again after the login.");
    }

    [Theory]
    [MemberData(nameof(Logins))]
    public async Task Every_way_to_log_in_tells_a_wrong_credential(string listener, string mechanism)
    {
        var how = Enum.Parse<MailMechanism>(mechanism);
        var wrong = how is MailMechanism.Plain or MailMechanism.Login ? MailCredential.Password("nobody", Secret.OfText("wrong")) : Dovecot.Token("nobody", "another-key-another-key-another-k");
        var failure = await FailureAsync(() => ConnectAsync(listener, how, wrong));

        Assert.Equal((MailStage.Login, MailFailureKind.LoginRefused, false), (failure.Stage, failure.Kind, failure.IsTransient));
    }

    [Fact]
    public async Task A_password_of_every_sign_is_carried_as_it_is()
    {
        foreach (var how in (MailMechanism[])[MailMechanism.Plain, MailMechanism.Login])
        {
            await using var client = await ConnectAsync("imaps", how, MailCredential.Password("bob@example.test", Secret.OfText("pa ss\"w\\ord")));
            Assert.False(client.IsBroken);
        }
    }

    [Fact]
    public async Task Folders_are_told_with_what_they_are_for_and_what_is_in_them()
    {
        await using var client = await ConnectAsync("imaps", content: [Plain]);
        await client.OpenAsync(MailFolderName.Inbox, writable: false, Patience, default);

        var folders = await client.FoldersAsync(withCounts: true, Patience, default);

        Assert.Equal([MailFolderRole.Inbox, MailFolderRole.Drafts, MailFolderRole.Sent, MailFolderRole.Trash], folders.Select(folder => folder.Role).Order());
        var inbox = folders.Single(folder => folder.Role == MailFolderRole.Inbox);
        Assert.Equal((1u, 1u, '/'), (inbox.Messages, inbox.Unread, inbox.Delimiter));
    }

    [Fact]
    public async Task Messages_are_found_by_everything_that_can_be_asked()
    {
        await using var client = await ConnectAsync("imaps", content: [Plain, Mixed]);
        await client.OpenAsync(MailFolderName.Inbox, writable: true, Patience, default);
        await client.ChangeFlagsAsync(UidSet.Of([2u]), ImapFlagChange.Add, ["\\Flagged", "\\Seen"], Patience, default);

        Assert.Equal("1:2", await FindAsync(new()));
        Assert.Equal("1", await FindAsync(new() { From = "ANDR" }));
        Assert.Equal("1", await FindAsync(new() { From = "andré" }));
        Assert.Equal("2", await FindAsync(new() { To = "dora@" }));
        Assert.Equal("1", await FindAsync(new() { Subject = "grüße" }));
        Assert.Equal("2", await FindAsync(new() { Subject = "a \"file\"" }));
        Assert.Equal("2", await FindAsync(new() { Text = "inner text" }));
        Assert.Equal("1", await FindAsync(new() { Unread = true }));
        Assert.Equal("2", await FindAsync(new() { Unread = false }));
        Assert.Equal("2", await FindAsync(new() { Flagged = true }));
        Assert.Equal("2", await FindAsync(new() { Larger = 750 }));
        Assert.Equal("", await FindAsync(new() { Before = new(2020, 1, 1) }));
        Assert.Equal("1:2", await FindAsync(new() { Since = new(2020, 1, 1) }));
        Assert.Equal("1", await FindAsync(new() { Header = ("Message-ID", "<1@example.test>") }));
        Assert.Equal("1", await FindAsync(new() { ToUid = 1 }));
        Assert.Equal("", await FindAsync(new() { FromUid = 3 }));
        Assert.Equal("", await FindAsync(new() { Subject = "x\r\nzz1 CREATE INJECTED" }));
        Assert.DoesNotContain(await client.FoldersAsync(withCounts: false, Patience, default), folder => folder.Name.Text == "INJECTED");

        async Task<string> FindAsync(ImapCriteria criteria) => (await client.SearchAsync(criteria, Patience, default)).ToString();
    }

    [Fact]
    public async Task A_summary_tells_envelope_and_parts()
    {
        await using var client = await ConnectAsync("imaps", content: [Plain, Mixed]);
        await client.OpenAsync(MailFolderName.Inbox, writable: false, Patience, default);

        var summaries = await client.SummariesAsync([2, 99, 1], Patience, default);

        Assert.Equal([2u, 1u], summaries.Select(summary => summary.Uid));
        var (mixed, plain) = (summaries[0], summaries[1]);
        Assert.Equal(("=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "<1@example.test>", "andre@example.test"), (plain.Envelope!.Subject, plain.Envelope.MessageId, plain.Envelope.From[0].Email));
        Assert.Equal(("1", "text/plain"), (plain.Body!.Section, plain.Body.Type));
        Assert.Equal("with a \"file\"", mixed.Envelope!.Subject);
        Assert.Equal(["carl@example.test", "dora@example.test"], mixed.Envelope.To.Select(to => to.Email));
        Assert.Equal(["", "1", "1.1", "1.2", "2", "3", "3.1"], mixed.Body!.All().Select(part => part.Section));
        Assert.Equal(("attachment", "a (1).pdf"), (mixed.Body.Children[1].Disposition, mixed.Body.Children[1].DispositionParameters["filename"]));
        Assert.Equal("inner", mixed.Body.Children[2].Envelope!.Subject);
        Assert.NotNull(mixed.Arrived);
        Assert.True(mixed.Size > 500);
    }

    [Fact]
    public async Task A_part_is_read_whole_and_in_pieces_and_stays_unread()
    {
        await using var client = await ConnectAsync("imap", content: [Plain, Mixed]);
        await client.OpenAsync(MailFolderName.Inbox, writable: true, Patience, default);

        Assert.Equal("plain text", await PartAsync(2, "1.1"));
        Assert.Equal("inner text", (await PartAsync(2, "3.1"))?.TrimEnd());
        Assert.Equal("text", await PartAsync(2, "1.1", (6, 100)));
        Assert.Equal("ain", await PartAsync(2, "1.1", (2, 3)));
        Assert.Equal("hello\r\n.a line with a dot\r\n", await PartAsync(1, "1"));
        Assert.EndsWith("\r\n.a line with a dot\r\n", await PartAsync(1, ""), StringComparison.Ordinal);
        Assert.StartsWith("Content-Type: application/pdf", await PartAsync(2, "2.MIME"), StringComparison.Ordinal);
        Assert.Null(await PartAsync(99, "1"));
        Assert.Equal("Subject: with a \"file\"\r\n\r\n", Encoding.UTF8.GetString((await client.ReadHeaderFieldsAsync(2, ["SUBJECT", "X-None"], 1000, Patience, default))!));
        Assert.Equal(2, (await client.SearchAsync(new() { Unread = true }, Patience, default)).Count);

        async Task<string?> PartAsync(uint uid, string section, (long, long)? range = null)
        {
            using var content = new MemoryStream();
            return await client.ReadPartAsync(uid, section, range, content, 100_000, Patience, default) is null ? null : Encoding.Latin1.GetString(content.ToArray());
        }
    }

    [Fact]
    public async Task A_draft_is_stored_and_found_by_the_number_it_got()
    {
        await using var client = await ConnectAsync("imaps");

        var stored = await client.AppendAsync(MailFolderName.FromText("Drafts"), MailContent.Of(Encoding.UTF8.GetBytes(Plain)), ["\\Draft", "\\Seen"], new(2026, 11, 20, 10, 0, 0, TimeSpan.FromHours(2)), Patience, default);
        var opened = await client.OpenAsync(MailFolderName.FromText("Drafts"), writable: false, Patience, default);
        var draft = Assert.Single(await client.SummariesAsync([stored.Uid!.Value], Patience, default));

        Assert.Equal(opened.UidValidity, stored.UidValidity);
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.Zero), draft.Arrived);
        Assert.True(draft.Has("\\Draft") && draft.Has("\\Seen"));
        Assert.Equal(Plain.Length, draft.Size);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_told_and_the_connection_lives_on()
    {
        await using var client = await ConnectAsync("imaps");
        var name = MailFolderName.FromText("Rapports été & \"more\" {5}");

        var opening = await FailureAsync(() => client.OpenAsync(name, writable: false, Patience, default));
        var storing = await FailureAsync(() => client.AppendAsync(name, MailContent.Of("x\r\n"u8.ToArray()), [], null, Patience, default));

        Assert.Equal((MailStage.Folder, MailFailureKind.NotFound), (opening.Stage, opening.Kind));
        Assert.Equal((MailStage.Store, MailFailureKind.NotFound), (storing.Stage, storing.Kind));
        var breaking = await FailureAsync(() => client.AppendAsync(MailFolderName.FromText("x\r\nzz1 CREATE INJECTED"), MailContent.Of("x\r\n"u8.ToArray()), [], null, Patience, default));
        Assert.Equal(MailFailureKind.NotFound, breaking.Kind);
        Assert.False(client.IsBroken);
        Assert.Null(client.Opened);
    }

    private async Task<ImapClient> ConnectAsync(string listener, MailMechanism how = MailMechanism.Plain, MailCredential? credential = null, string[]? content = null)
    {
        await dovecot.RunningAsync();
        var user = dovecot.NewUser();
        foreach (var message in content ?? [])
        {
            await dovecot.DeliverAsync(user, message);
        }

        credential ??= how is MailMechanism.Plain or MailMechanism.Login ? Dovecot.Password(user) : Dovecot.Token(user);
        return await ImapClient.ConnectAsync(listener == "imaps" ? dovecot.Imaps : dovecot.Imap, credential with { Only = how }, Rules, TimeProvider.System, Patience, CancellationToken.None);
    }
}

using Squaremcp.Platforms.Email;
using Squaremcp.Tests.Email.Servers;
using static Squaremcp.Tests.Email.Servers.ImapScript;

namespace Squaremcp.Tests.Email.Imap;

/// <summary>What is sent, and how answers to it are read on servers of other kinds than Dovecot.</summary>
public sealed class CommandTests
{
    [Theory]
    [InlineData("IMAP4rev1 ESEARCH", "UID SEARCH RETURN (ALL) UID 1:* FROM «x\" OR ALL» UNSEEN")]
    [InlineData("IMAP4rev1 LITERAL+", "UID SEARCH UID 1:* FROM «x\" OR ALL» UNSEEN")]
    [InlineData("IMAP4rev1", "UID SEARCH UID 1:* FROM «x\" OR ALL» UNSEEN")]
    public async Task What_a_person_supplies_goes_as_a_literal_whatever_the_server_can(string capabilities, string expected) =>
        Assert.Equal(expected, await SearchAsync(new() { From = "x\" OR ALL", Unread = true }, capabilities));

    [Theory]
    [InlineData("LITERAL+", 5_000, "{5000+}")]
    [InlineData("LITERAL-", 4_096, "{4096+}")]
    [InlineData("LITERAL-", 4_097, "{4097}")]
    [InlineData("X", 1, "{1}")]
    public async Task A_literal_waits_to_be_asked_for_where_the_server_wants_to_ask(string capability, int length, string announced)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync($"IMAP4rev1 {capability}");
            await peer.AnswerAsync();
        });
        await using var client = await server.ConnectAsync();

        await client.SearchAsync(new() { Text = new('x', length) }, Patience, default);

        Assert.Contains($"a2 UID SEARCH UID 1:* TEXT {announced}", server.Heard);
    }

    [Fact]
    public async Task A_command_that_is_refused_before_its_literal_leaves_the_connection_alive()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("IMAP4rev1");
            await peer.ReadAsync();
            await peer.LineAsync("a2 NO [TRYCREATE] no such folder");
            await peer.AnswerAsync();
        });
        await using var client = await server.ConnectAsync();

        Assert.Equal(MailFailureKind.NotFound, (await FailureAsync(() => client.AppendAsync(MailFolderName.FromText("x"), MailContent.Of("x"u8.ToArray()), [], null, Patience, default))).Kind);
        Assert.True(await client.IsAliveAsync(Patience, default));
    }

    [Fact]
    public async Task A_line_break_in_what_is_looked_for_stays_inside_it() =>
        Assert.Equal("UID SEARCH UID 1:* SUBJECT «x\r\nzz1 CREATE INJECTED»", await SearchAsync(new() { Subject = "x\r\nzz1 CREATE INJECTED" }));

    [Fact]
    public async Task Every_criterion_is_said_in_the_words_of_the_protocol() =>
        Assert.Equal(
            "UID SEARCH UID 5:90 FROM «a» TO «b» SUBJECT «c» TEXT «d» HEADER «Message-ID» «<e>» SINCE 01-Nov-2026 BEFORE 30-Dec-2026 SEEN UNFLAGGED LARGER 1000",
            await SearchAsync(new()
            {
                From = "a",
                To = "b",
                Subject = "c",
                Text = "d",
                Header = ("Message-ID", "<e>"),
                Since = new(2026, 11, 1),
                Before = new(2026, 12, 30),
                Unread = false,
                Flagged = false,
                Larger = 1000,
                FromUid = 5,
                ToUid = 90,
            }));

    [Fact]
    public async Task Letters_outside_of_ascii_are_announced_as_UTF_8() =>
        Assert.Equal("UID SEARCH CHARSET UTF-8 UID 1:* SUBJECT «gr\u00c3\u00bc\u00c3\u009fe»", await SearchAsync(new() { Subject = "grüße" }));

    [Fact]
    public async Task A_NUL_is_refused_and_the_connection_lives_on()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync();
            await peer.AnswerAsync();
        });
        await using var client = await server.ConnectAsync();

        Assert.Equal(MailFailureKind.Settings, (await FailureAsync(() => client.SearchAsync(new() { Text = "a\0b" }, Patience, default))).Kind);
        Assert.Equal(UidSet.Empty.Count, (await client.SearchAsync(new(), Patience, default)).Count);
    }

    [Theory]
    [InlineData("NO [BADCHARSET (US-ASCII)] no", nameof(MailFailureKind.Refused), false)]
    [InlineData("NO [UNAVAILABLE] later", nameof(MailFailureKind.Busy), true)]
    [InlineData("BAD no such key", nameof(MailFailureKind.Refused), false)]
    public async Task A_refused_search_is_told_by_its_code_and_the_connection_lives_on(string verdict, string kind, bool isTransient)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync();
            await peer.AnswerAsync(verdict);
        });
        await using var client = await server.ConnectAsync();

        var failure = await FailureAsync(() => client.SearchAsync(new() { Subject = "grüße" }, Patience, default));

        Assert.Equal((MailStage.Search, kind, isTransient, false), (failure.Stage, $"{failure.Kind}", failure.IsTransient, client.IsBroken));
    }

    [Theory]
    [InlineData("* ESEARCH (TAG \"{tag}\") UID ALL 1:3,9 COUNT 4", "1:3,9")]
    [InlineData("* ESEARCH (TAG \"{tag}\") UID COUNT 0", "")]
    [InlineData("* ESEARCH (TAG \"{tag}\") UID all 1:4294967295", "1:4294967295")]
    [InlineData("* SEARCH", "")]
    public async Task What_was_found_is_kept_as_ranges(string answer, string found)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("IMAP4rev1 ESEARCH");
            await peer.AnswerAsync("OK", answer);
        });
        await using var client = await server.ConnectAsync();

        Assert.Equal(found, (await client.SearchAsync(new(), Patience, default)).ToString());
    }

    [Fact]
    public async Task A_range_beyond_the_last_message_finds_nothing_although_the_server_names_the_last_one()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync();
            await peer.AnswerAsync("OK", "* SEARCH 7");
        });
        await using var client = await server.ConnectAsync();

        Assert.Equal(0, (await client.SearchAsync(new() { FromUid = 8 }, Patience, default)).Count);
    }

    [Fact]
    public async Task A_hundred_thousand_matches_in_one_line_are_taken()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync();
            await peer.AnswerAsync("OK", "* SEARCH " + string.Join(' ', Enumerable.Range(1, 100_000).Select(number => 2 * number)));
        });
        await using var client = await server.ConnectAsync();

        var found = await client.SearchAsync(new(), Patience, default);

        Assert.Equal((100_000, 200_000u), (found.Count, found.Descending().First()));
    }

    [Fact]
    public async Task Without_extensions_folders_are_listed_counted_one_by_one_and_known_by_name()
    {
        var commands = new List<string>();
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("IMAP4rev1");
            commands.Add(await peer.AnswerAsync("OK", "* LIST (\\HasChildren) \".\" INBOX", "* LIST () \".\" \"INBOX.Sent Items\"", "* LIST (\\Noselect) \".\" Archive", "* LIST () NIL {3}", "a\"b", "* LIST (\\Drafts) \".\" Entw&APw-rfe", "* LIST () \".\" Drafts"));
            commands.Add(await peer.AnswerAsync("OK", "* STATUS INBOX (MESSAGES 5 UNSEEN 2 UIDNEXT 9 UIDVALIDITY 7)"));
            commands.Add(await peer.AnswerAsync("NO not for you"));
            commands.Add(await peer.AnswerAsync("OK", "* STATUS {3}", "a\"b (MESSAGES 1)"));
            commands.Add(await peer.AnswerAsync());
            commands.Add(await peer.AnswerAsync());
        });
        await using var client = await server.ConnectAsync();

        var folders = await client.FoldersAsync(withCounts: true, Patience, default);

        Assert.Equal(["INBOX", "INBOX.Sent Items", "Archive", "a\"b", "Entwürfe", "Drafts"], folders.Select(folder => folder.Name.Text));
        Assert.Equal([MailFolderRole.Inbox, MailFolderRole.Sent, MailFolderRole.None, MailFolderRole.None, MailFolderRole.Drafts, MailFolderRole.None], folders.Select(folder => folder.Role));
        Assert.Equal((5u, 2u, 9u, 7u), (folders[0].Messages, folders[0].Unread, folders[0].UidNext, folders[0].UidValidity));
        Assert.Equal((null, 1u, false), (folders[1].Messages, folders[3].Messages, folders[2].CanOpen));
        Assert.Equal(["LIST \"\" \"*\"", "STATUS INBOX (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)", "STATUS «INBOX.Sent Items» (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)"], commands.Take(3));
    }

    [Fact]
    public async Task Where_the_extended_list_is_refused_the_plain_one_is_asked_for()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("IMAP4rev1 LIST-EXTENDED LIST-STATUS SPECIAL-USE");
            Assert.StartsWith("LIST \"\" \"*\" RETURN (SPECIAL-USE STATUS", await peer.AnswerAsync("BAD what"), StringComparison.Ordinal);
            await peer.AnswerAsync("OK", "* LIST () \"/\" INBOX");
            await peer.AnswerAsync("OK", "* STATUS INBOX (MESSAGES 3)");
        });
        await using var client = await server.ConnectAsync();

        Assert.Equal(3u, Assert.Single(await client.FoldersAsync(withCounts: true, Patience, default)).Messages);
    }

    [Fact]
    public async Task One_message_that_cannot_be_read_hides_no_other()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync();
            await peer.AnswerAsync(
                "OK",
                "* 1 FETCH (UID 5 FLAGS () INTERNALDATE \"whenever\" RFC822.SIZE 18446744073709551616 ENVELOPE NIL BODYSTRUCTURE (((((NIL))))))",
                "* 2 FETCH (UID 6 FLAGS (\\Seen) INTERNALDATE \" 1-Nov-2026 10:00:00 +0100\" RFC822.SIZE 5000000000 ENVELOPE (NIL \"" + new string('s', 200_000) + "\" NIL NIL NIL NIL NIL NIL NIL NIL) BODYSTRUCTURE (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1))",
                "* 3 FETCH (FLAGS (\\Deleted) UID 6)",
                "* 9 FETCH (UID 99 FLAGS ())");
        });
        await using var client = await server.ConnectAsync();

        var summaries = await client.SummariesAsync([6, 5], Patience, default);

        Assert.Equal([6u, 5u], summaries.Select(summary => summary.Uid));
        Assert.Equal((5_000_000_000L, 200_000, "text/plain", new DateTimeOffset(2026, 11, 1, 10, 0, 0, TimeSpan.FromHours(1))), (summaries[0].Size, summaries[0].Envelope!.Subject!.Length, summaries[0].Body!.Type, summaries[0].Arrived));
        Assert.Equal((null, null, null, null), (summaries[1].Size, summaries[1].Envelope, summaries[1].Body, summaries[1].Arrived));
    }

    [Theory]
    [InlineData("* 1 FETCH (BODY[1] \"quoted\" UID 7)", "quoted")]
    [InlineData("* 1 FETCH (UID 7 BODY[1] NIL)", null)]
    [InlineData("* 1 FETCH (UID 7 BODY[1] \"\")", "")]
    [InlineData("* 1 FETCH (UID 7 FLAGS ())", null)]
    [InlineData("* 1 FETCH (UID 8 BODY[1] \"another\")", null)]
    public async Task A_part_may_come_as_a_quoted_string_or_not_at_all(string answer, string? content)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync();
            await peer.AnswerAsync("OK", answer);
        });
        await using var client = await server.ConnectAsync();
        using var to = new MemoryStream();

        Assert.Equal(content?.Length, await client.ReadPartAsync(7, "1", null, to, 100, Patience, default));
        Assert.Equal(content ?? "", System.Text.Encoding.ASCII.GetString(to.ToArray()));
    }

    [Theory]
    [InlineData("1] BODY[2")]
    [InlineData("1\r\n")]
    [InlineData("0")]
    [InlineData("1..2")]
    [InlineData("MIME")]
    public async Task A_section_that_is_none_is_a_defect_and_never_sent(string section)
    {
        await using var server = ScriptedServer.Start(peer => peer.LogInAsync());
        await using var client = await server.ConnectAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => client.ReadPartAsync(1, section, null, Stream.Null, 1, Patience, default));
        await Assert.ThrowsAsync<ArgumentException>(() => client.ReadHeaderFieldsAsync(1, [section + " X"], 1, Patience, default));
        await Assert.ThrowsAsync<ArgumentException>(() => client.ChangeFlagsAsync(UidSet.Of([1u]), ImapFlagChange.Add, [section + ")"], Patience, default));
    }

    private static async Task<string> SearchAsync(ImapCriteria criteria, string capabilities = Usual)
    {
        var heard = new TaskCompletionSource<string>();
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync(capabilities);
            heard.SetResult(await peer.AnswerAsync());
        });
        await using var client = await server.ConnectAsync();
        await client.SearchAsync(criteria, Patience, default);
        return await heard.Task.WaitAsync(Patience);
    }
}

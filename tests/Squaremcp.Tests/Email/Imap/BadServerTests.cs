using System.Text;
using Squaremcp.Platforms.Email;
using Squaremcp.Tests.Email.Servers;
using Squaremcp.Tests.Support;
using static Squaremcp.Tests.Email.Servers.ImapScript;

namespace Squaremcp.Tests.Email.Imap;

/// <summary>What a server may do after the login.</summary>
public sealed class BadServerTests
{
    [Fact]
    public async Task A_server_that_hangs_is_given_up_in_time_and_the_connection_with_it()
    {
        var clock = new ManualTime();
        var asked = new TaskCompletionSource();
        await using var server = Server(async peer =>
        {
            await peer.ReadAsync();
            asked.SetResult();
            await peer.HangAsync();
        });
        await using var client = await server.ConnectAsync(clock: clock);

        var opening = client.OpenAsync(MailFolderName.Inbox, writable: false, TimeSpan.FromSeconds(30), default);
        await asked.Task.WaitAsync(Patience);
        clock.Advance(TimeSpan.FromSeconds(31));
        var failure = await FailureAsync(() => opening.WaitAsync(Patience));

        Assert.Equal((MailStage.Folder, MailFailureKind.TimedOut, true), (failure.Stage, failure.Kind, failure.IsTransient));
        Assert.True(client.IsBroken);
        Assert.Equal(MailFailureKind.Unreachable, (await FailureAsync(() => client.OpenAsync(MailFolderName.Inbox, false, Patience, default))).Kind);
    }

    [Fact]
    public async Task A_caller_who_leaves_leaves_a_broken_connection()
    {
        using var leaving = new CancellationTokenSource();
        await using var server = Server(async peer =>
        {
            await peer.ReadAsync();
            await leaving.CancelAsync();
            await peer.HangAsync();
        });
        await using var client = await server.ConnectAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.SearchAsync(new(), Patience, leaving.Token));

        Assert.True(client.IsBroken);
    }

    [Theory]
    [InlineData("* 1 FETCH (UID 7 BODY[] {100000}\r\nonly this", nameof(MailFailureKind.Unreachable))]
    [InlineData("* 1 FETCH (UID 7 BODY[] {2147483648}\r\n", nameof(MailFailureKind.TooLarge))]
    [InlineData("* 1 FETCH (UID 7 ENVELOPE {2147483648}\r\n", nameof(MailFailureKind.TooLarge))]
    [InlineData("* 1 FETCH (UID 8 BODY[] {3}\r\nabc)\r\n", nameof(MailFailureKind.BadAnswer))]
    [InlineData("* BYE going down\r\n", nameof(MailFailureKind.Unreachable))]
    [InlineData("* BYE going down\r\na2 OK done\r\n", nameof(MailFailureKind.Unreachable))]
    [InlineData("a99 OK done\r\n", nameof(MailFailureKind.BadAnswer))]
    [InlineData("a2 FETCH done\r\n", nameof(MailFailureKind.BadAnswer))]
    [InlineData("+ more?\r\n", nameof(MailFailureKind.BadAnswer))]
    [InlineData("\u00ff\u00fe garbage\r\n", nameof(MailFailureKind.BadAnswer))]
    [InlineData("* 1 FETCH (((((\r\n", nameof(MailFailureKind.BadAnswer))]
    [InlineData("", nameof(MailFailureKind.Unreachable))]
    public async Task A_conversation_that_goes_wrong_is_told_and_ended(string answer, string kind)
    {
        await using var server = Server(async peer =>
        {
            await peer.ReadAsync();
            await peer.SendAsync(answer);
        });
        await using var client = await server.ConnectAsync();

        var failure = await FailureAsync(() => client.ReadPartAsync(7, "", null, Stream.Null, 1_000_000, Patience, default));

        Assert.Equal((MailStage.Read, kind), (failure.Stage, $"{failure.Kind}"));
        Assert.True(client.IsBroken);
    }

    [Fact]
    public async Task An_endless_line_is_cut_off()
    {
        await using var server = Server(async peer =>
        {
            await peer.ReadAsync();
            while (true)
            {
                await peer.SendAsync(new string('x', 10_000));
            }
        });
        await using var client = await server.ConnectAsync();

        Assert.Equal(MailFailureKind.TooLarge, (await FailureAsync(() => client.FoldersAsync(false, Patience, default))).Kind);
    }

    [Fact]
    public async Task Answers_nobody_asked_for_do_no_harm()
    {
        await using var server = Server(async peer =>
        {
            await peer.AnswerAsync("OK [READ-ONLY] open", "* 5 EXISTS", "* 0 RECENT", "* OK [UIDVALIDITY 9] x", "* OK [NEWTHING (a b)] y", "* XNEW a (b \"c\") {1}", "d", "* OK [UIDNEXT 12] x", "* OK still here");
            await peer.AnswerAsync("OK", "* 2 EXPUNGE", "* SEARCH 3 1 2", "* 1 FETCH (FLAGS (\\Seen))", "* NO watch out", "* SEARCH 7 (MODSEQ 9)");
        });
        await using var client = await server.ConnectAsync();

        var opened = await client.OpenAsync(MailFolderName.Inbox, writable: true, Patience, default);
        var found = await client.SearchAsync(new(), Patience, default);

        Assert.Equal((5u, 9u, 12u, false), (opened.Messages, opened.UidValidity, opened.UidNext, opened.IsWritable));
        Assert.Equal("1:3,7", found.ToString());
    }

    [Fact]
    public async Task A_message_of_50_MB_goes_through_without_being_held()
    {
        const int Size = 50_000_000;
        await using var server = Server(async peer =>
        {
            var (tag, _) = await peer.CommandAsync();
            await peer.LineAsync($"* 1 FETCH (BODY[] {{{Size}}}");
            for (var sent = 0; sent < Size; sent += 50_000)
            {
                await peer.SendAsync(new string('x', 50_000));
            }

            await peer.LineAsync($" UID 7)\r\n{tag} OK");
        });
        await using var client = await server.ConnectAsync();
        await using var count = new CountingStream();

        Assert.Equal(Size, await client.ReadPartAsync(7, "", null, count, Size, Patience, default));

        Assert.Equal(Size, count.Total);
        Assert.InRange(count.Largest, 1, 16 * 1024);
    }

    [Fact]
    public async Task A_connection_lost_after_a_stored_message_leaves_the_outcome_unknown_and_before_it_does_not()
    {
        var content = MailContent.Of("Subject: x\r\n\r\n"u8.ToArray());
        await using var after = Server(peer => peer.CommandAsync());
        await using var before = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("IMAP4rev1");
            await peer.ReadAsync();
        });

        Assert.Equal(MailFailureKind.OutcomeUnknown, await StoreAsync(after));
        Assert.Equal(MailFailureKind.Unreachable, await StoreAsync(before));

        async Task<MailFailureKind> StoreAsync(ScriptedServer server)
        {
            await using var client = await server.ConnectAsync();
            return (await FailureAsync(() => client.AppendAsync(MailFolderName.FromText("Drafts"), content, [], null, Patience, default))).Kind;
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(15)]
    public async Task A_content_of_another_length_than_it_says_never_becomes_a_command(int size)
    {
        await using var server = Server(peer => peer.CommandAsync());
        await using var client = await server.ConnectAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => client.AppendAsync(MailFolderName.FromText("Drafts"), MailContent.Of("0123456789"u8.ToArray()) with { Size = size }, [], null, Patience, default));

        Assert.True(client.IsBroken);
    }

    [Fact]
    public async Task A_message_beyond_what_the_server_stores_is_not_even_begun()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync($"{Usual} APPENDLIMIT=9");
            await peer.HangAsync();
        });
        await using var client = await server.ConnectAsync();

        Assert.Equal(MailFailureKind.TooLarge, (await FailureAsync(() => client.AppendAsync(MailFolderName.FromText("Drafts"), MailContent.Of(Encoding.ASCII.GetBytes("0123456789")), [], null, Patience, default))).Kind);
        Assert.False(client.IsBroken);
    }

    private static ScriptedServer Server(Func<Peer, Task> script) => ScriptedServer.Start(async peer =>
    {
        await peer.LogInAsync();
        await script(peer);
    });

    private sealed class CountingStream : MemoryStream
    {
        public long Total { get; private set; }

        public int Largest { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            (Total, Largest) = (Total + buffer.Length, Math.Max(Largest, buffer.Length));
            return ValueTask.CompletedTask;
        }
    }
}

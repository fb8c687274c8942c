using System.Text;
using Squaremcp.Platforms.Email;
using Squaremcp.Tests.Email.Servers;
using Squaremcp.Tests.Support;
using static Squaremcp.Tests.Email.Servers.ImapScript;

namespace Squaremcp.Tests.Email.Smtp;

public sealed class SendTests
{
    private static readonly SmtpEnvelope Usual = new("me@example.org", ["you@example.org"]);
    private static readonly MailContent Short = MailContent.Of(Encoding.ASCII.GetBytes("Subject: x\r\n\r\ny\r\n"));

    [Fact]
    public async Task A_connection_lost_after_the_last_dot_leaves_the_outcome_unknown()
    {
        var sent = await SendAsync(async peer =>
        {
            await peer.AnswerAllAsync("250 ok", "250 ok", "354 go on");
            await peer.ContentAsync();
        });

        Assert.Equal((SmtpOutcome.Unknown, MailFailureKind.OutcomeUnknown, false), (sent.Outcome, sent.Failure!.Kind, sent.Failure.IsTransient));
    }

    [Fact]
    public async Task Garbage_after_the_last_dot_leaves_the_outcome_unknown()
    {
        var sent = await SendAsync(async peer =>
        {
            await peer.AnswerAllAsync("250 ok", "250 ok", "354 go on");
            await peer.ContentAsync();
            await peer.LineAsync("what?");
        });

        Assert.Equal(SmtpOutcome.Unknown, sent.Outcome);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_connection_lost_before_the_content_sends_nothing(int answers)
    {
        var sent = await SendAsync(async peer =>
        {
            await peer.AnswerAllAsync([.. Enumerable.Repeat("250 ok", answers)]);
            await peer.ReadAsync();
        });

        Assert.Equal((SmtpOutcome.NotSent, MailFailureKind.Unreachable, true), (sent.Outcome, sent.Failure!.Kind, sent.Failure.IsTransient));
    }

    [Fact]
    public async Task A_connection_lost_in_the_middle_of_the_content_sends_nothing()
    {
        var left = new TaskCompletionSource();
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.SubmitAsync();
            await peer.AnswerAllAsync("250 ok", "250 ok", "354 go on");
            await peer.ReadAsync();
            await peer.DisposeAsync();
            left.SetResult();
        });
        await using var client = await server.SubmitterAsync();

        var sent = await client.SendAsync(Usual, new(100_000_000, async (to, token) =>
        {
            await to.WriteAsync("Subject: x\r\n"u8.ToArray(), token);
            await to.WriteAsync(new byte[20_000], token);
            await left.Task.WaitAsync(Patience, token);
            for (var index = 0; index < 5_000; index++)
            {
                await to.WriteAsync(new byte[20_000], token);
            }
        }), Patience, default);

        Assert.Equal((SmtpOutcome.NotSent, MailFailureKind.Unreachable), (sent.Outcome, sent.Failure!.Kind));
    }

    [Fact]
    public async Task A_content_that_breaks_is_thrown_and_its_end_is_never_sent()
    {
        var ended = new TaskCompletionSource<string>();
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.SubmitAsync();
            await peer.AnswerAllAsync("250 ok", "250 ok", "354 go on");
            try
            {
                await peer.ContentAsync();
                ended.SetResult("the last dot came");
            }
            catch (IOException)
            {
                ended.SetResult("broken off");
            }
        });
        await using var client = await server.SubmitterAsync();

        await Assert.ThrowsAsync<FileNotFoundException>(() => client.SendAsync(Usual, new(100, async (to, token) =>
        {
            await to.WriteAsync("Subject: x\r\n\r\n"u8.ToArray(), token);
            throw new FileNotFoundException("The attachment is gone.");
        }), Patience, default));

        Assert.Equal("broken off", await ended.Task.WaitAsync(Patience));
    }

    [Fact]
    public async Task Time_that_is_up_after_the_last_dot_leaves_the_outcome_unknown_and_before_it_sends_nothing()
    {
        foreach (var (answers, outcome) in ((string[], SmtpOutcome)[])[(["250 ok", "250 ok", "354 go on"], SmtpOutcome.Unknown), (["250 ok"], SmtpOutcome.NotSent)])
        {
            var clock = new ManualTime();
            var quiet = new TaskCompletionSource();
            await using var server = ScriptedServer.Start(async peer =>
            {
                await peer.SubmitAsync();
                await peer.AnswerAllAsync(answers);
                await (answers.Length == 3 ? peer.ContentAsync() : peer.ReadAsync());
                quiet.SetResult();
                await peer.HangAsync();
            });
            await using var client = await server.SubmitterAsync(clock: clock);

            var sending = client.SendAsync(Usual, Short, TimeSpan.FromMinutes(2), default);
            await quiet.Task.WaitAsync(Patience);
            clock.Advance(TimeSpan.FromMinutes(3));

            Assert.Equal(outcome, (await sending.WaitAsync(Patience)).Outcome);
        }
    }

    [Fact]
    public async Task A_caller_who_leaves_after_the_last_dot_is_told_that_the_outcome_is_unknown()
    {
        using var leaving = new CancellationTokenSource();
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.SubmitAsync();
            await peer.AnswerAllAsync("250 ok", "250 ok", "354 go on");
            await peer.ContentAsync();
            await leaving.CancelAsync();
            await peer.HangAsync();
        });
        await using var client = await server.SubmitterAsync();

        Assert.Equal(SmtpOutcome.Unknown, (await client.SendAsync(Usual, Short, Patience, leaving.Token)).Outcome);
    }

    [Theory]
    [InlineData("550 5.1.1 no such user", nameof(MailFailureKind.NotFound), false)]
    [InlineData("550-5.7.1 first\r\n550 5.7.1 second", nameof(MailFailureKind.Refused), false)]
    [InlineData("452 4.2.2 full", nameof(MailFailureKind.Refused), true)]
    [InlineData("451 4.7.1 greylisted", nameof(MailFailureKind.Busy), true)]
    [InlineData("452 4.5.3 too many", nameof(MailFailureKind.Busy), true)]
    [InlineData("552 5.3.4 too big", nameof(MailFailureKind.TooLarge), false)]
    [InlineData("530 5.7.0 log in first", nameof(MailFailureKind.LoginRefused), false)]
    [InlineData("554 no", nameof(MailFailureKind.Refused), false)]
    [InlineData("421 4.3.2 going down", nameof(MailFailureKind.Unreachable), true)]
    public async Task A_refusal_is_told_by_what_it_means(string refusal, string kind, bool isTransient)
    {
        var sent = await SendAsync(async peer =>
        {
            await peer.AnswerAllAsync("250 ok", refusal, "250 reset");
        });

        Assert.Equal((SmtpOutcome.NotSent, kind, isTransient), (sent.Outcome, $"{sent.Failure!.Kind}", sent.Failure.IsTransient));
        Assert.NotEmpty(sent.Failure.Said!);
    }

    [Theory]
    [InlineData("550 5.7.1 spam")]
    [InlineData("451 4.3.0 later")]
    [InlineData("421 4.3.2 going down")]
    public async Task A_refusal_after_the_last_dot_is_no_unknown_outcome(string refusal)
    {
        var sent = await SendAsync(async peer =>
        {
            await peer.AnswerAllAsync("250 ok", "250 ok", "354 go on");
            await peer.ContentAsync();
            await peer.LineAsync(refusal);
        });

        Assert.Equal(SmtpOutcome.NotSent, sent.Outcome);
    }

    [Fact]
    public async Task After_a_refused_message_another_one_is_sent_over_the_same_connection()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.SubmitAsync();
            await peer.AnswerAllAsync("250 ok", "250 ok", "451 4.3.0 not now", "250 reset", "250 ok", "250 ok", "354 go on");
            await peer.ContentAsync();
            await peer.LineAsync("250 2.0.0 queued as 7");
        });
        await using var client = await server.SubmitterAsync();

        var refused = await client.SendAsync(Usual, Short, Patience, default);
        var sent = await client.SendAsync(Usual, Short, Patience, default);

        Assert.Equal((SmtpOutcome.NotSent, SmtpOutcome.Sent, "queued as 7"), (refused.Outcome, sent.Outcome, sent.Said));
    }

    [Fact]
    public async Task A_reply_that_came_too_late_is_never_taken_for_another_commands()
    {
        using var leaving = new CancellationTokenSource();
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.SubmitAsync();
            await peer.ReadAsync();
            await leaving.CancelAsync();
            await peer.SendAsync("250 ok\r\n250 ok\r\n354 go on\r\n250 sent\r\n");
            await peer.HangAsync();
        });
        await using var client = await server.SubmitterAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.SendAsync(Usual, Short, Patience, leaving.Token));

        var again = await client.SendAsync(Usual, Short, Patience, default);
        Assert.Equal((SmtpOutcome.NotSent, MailFailureKind.Unreachable), (again.Outcome, again.Failure!.Kind));
    }

    [Theory]
    [InlineData("me@example.org", "you@example.org\r\nRCPT TO:<eve@example.org>")]
    [InlineData("me@example.org>\r\nRCPT TO:<eve@example.org>", "you@example.org")]
    public async Task An_address_with_a_line_break_never_reaches_the_server(string from, string to)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.SubmitAsync();
            await peer.HangAsync();
        });
        await using var client = await server.SubmitterAsync();

        var sent = await client.SendAsync(new(from, [to]), Short, Patience, default);

        Assert.Equal((SmtpOutcome.NotSent, MailFailureKind.Settings), (sent.Outcome, sent.Failure!.Kind));
        Assert.Equal(2, server.Heard.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2_000)]
    public async Task Nobody_and_thousands_are_no_recipients(int count)
    {
        await using var server = ScriptedServer.Start(peer => peer.SubmitAsync());
        await using var client = await server.SubmitterAsync();

        var sent = await client.SendAsync(Usual with { To = [.. Enumerable.Range(0, count).Select(number => $"a{number}@example.org")] }, Short, Patience, default);

        Assert.Equal((SmtpOutcome.NotSent, MailFailureKind.Settings), (sent.Outcome, sent.Failure!.Kind));
    }

    [Fact]
    public async Task Utf8_is_asked_for_only_where_an_address_needs_it()
    {
        Assert.Equal("MAIL FROM:<me@xn--bcher-kva.example> SIZE=17", await MailAsync("me@bücher.example", "SMTPUTF8", "8BITMIME", "SIZE 1000"));
        Assert.Equal("MAIL FROM:<jÃ¶rg@example.org> BODY=8BITMIME SMTPUTF8", await MailAsync("jörg@example.org", "SMTPUTF8", "8BITMIME"));
        Assert.Null(await MailAsync("jörg@example.org", "8BITMIME"));

        static async Task<string?> MailAsync(string from, params string[] extensions)
        {
            await using var server = ScriptedServer.Start(async peer =>
            {
                await peer.SubmitAsync(extensions);
                await peer.AnswerAllAsync("550 no");
            });
            await using var client = await server.SubmitterAsync();
            await client.SendAsync(Usual with { From = from }, Short, Patience, default);
            return server.Heard.ElementAtOrDefault(2);
        }
    }

    private static async Task<SmtpResult> SendAsync(Func<Peer, Task> script)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.SubmitAsync();
            await script(peer);
        });
        await using var client = await server.SubmitterAsync();
        return await client.SendAsync(Usual, Short, Patience, default);
    }
}

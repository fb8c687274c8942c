using Squaremcp.Platforms.Email;
using Squaremcp.Tests.Email.Servers;
using Squaremcp.Tests.Support;
using static Squaremcp.Tests.Email.Servers.ImapScript;

namespace Squaremcp.Tests.Email.Imap;

/// <summary>Days of a search, on servers that know WITHIN (RFC 5032).</summary>
public sealed class WithinTests(Dovecot dovecot)
{
    [Theory]
    [InlineData("IMAP4rev1 WITHIN", "2026-11-19", "2026-11-20", "YOUNGER 122400 OLDER 36000")]
    [InlineData("IMAP4rev1 WITHIN", "2026-11-20", "2026-11-21", "YOUNGER 36000 BEFORE 21-Nov-2026")]
    [InlineData("IMAP4rev1 WITHIN", "2026-11-21", null, "SINCE 21-Nov-2026")]
    [InlineData("IMAP4rev1", "2026-11-19", "2026-11-20", "SINCE 19-Nov-2026 BEFORE 20-Nov-2026")]
    public async Task A_day_in_the_past_is_said_in_seconds_where_the_server_counts_them(string capabilities, string since, string? before, string expected)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync(capabilities);
            await peer.AnswerAsync();
        });
        await using var client = await server.ConnectAsync(clock: new ManualTime(new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero)));

        await client.SearchAsync(new() { Since = Day(since), Before = before is null ? null : Day(before) }, Patience, default);

        Assert.Contains($"a2 UID SEARCH UID 1:* {expected}", server.Heard);
    }

    [Fact]
    public async Task Messages_are_found_on_their_day_by_UTC()
    {
        var mailbox = await dovecot.RunningAsync();
        await using var client = await ImapClient.ConnectAsync(mailbox.Imaps, Dovecot.Password(mailbox.NewUser()), Rules, TimeProvider.System, Patience, default);
        Assert.True(client.Can("WITHIN"));
        foreach (var arrived in (string[])["2026-03-01T23:30:00+00:00", "2026-03-02T00:30:00+00:00", "2026-03-02T23:30:00+00:00", "2026-03-03T01:00:00+02:00", "2026-03-03T00:30:00+00:00"])
        {
            await client.AppendAsync(MailFolderName.Inbox, MailContent.Of("Subject: x\r\n\r\n"u8.ToArray()), [], DateTimeOffset.Parse(arrived, System.Globalization.CultureInfo.InvariantCulture), Patience, default);
        }

        await client.OpenAsync(MailFolderName.Inbox, writable: false, Patience, default);

        Assert.Equal("2:4", (await client.SearchAsync(new() { Since = Day("2026-03-02"), Before = Day("2026-03-03") }, Patience, default)).ToString());
    }

    private static DateOnly Day(string day) => DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);
}

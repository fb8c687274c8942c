using System.Globalization;
using System.Text.Json;

namespace Squaremcp.Tests.Email.Tools;

/// <summary>email_search_messages and email_list_folders on a real server, through the whole product.</summary>
public sealed class SearchTests(EmailGateway gateway) : IClassFixture<EmailGateway>
{
    [Fact]
    public async Task A_message_that_arrived_is_found_with_what_its_envelope_tells()
    {
        var mailbox = await gateway.MailboxAsync();
        await mailbox.DeliverAsync(Messages.Mixed);

        var found = Assert.Single(await mailbox.SearchAsync());

        Assert.Equal("Bob <bob@example.test>", found.GetProperty("from").GetString());
        Assert.Equal("with a \"file\"", found.GetProperty("subject").GetString());
        Assert.True(found.GetProperty("unread").GetBoolean());
        Assert.True(found.GetProperty("has_attachments").GetBoolean());
        Assert.Matches(@"\AINBOX/[0-9]+/1\z", found.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Every_condition_finds_what_it_is_for_and_nothing_else()
    {
        var mailbox = await gateway.MailboxAsync();
        await mailbox.DeliverAsync(Messages.Plain("andre@example.test", "=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "about the garden"));
        await mailbox.DeliverAsync(Messages.Plain("bob@example.test", "invoice", "about money"));
        await mailbox.DeliverAsync(Messages.Mixed);
        var tomorrow = TimeProvider.System.GetUtcNow().AddDays(2).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        Assert.Equal(["with a \"file\"", "invoice", "Grüße"], await SubjectsAsync(new { }));
        Assert.Equal(["Grüße"], await SubjectsAsync(new { from = "andre" }));
        Assert.Equal(["with a \"file\""], await SubjectsAsync(new { to = "dora" }));
        Assert.Equal(["Grüße"], await SubjectsAsync(new { subject = "grüße" }));
        Assert.Equal(["invoice"], await SubjectsAsync(new { text = "money" }));
        Assert.Equal(["with a \"file\""], await SubjectsAsync(new { has_attachment = true }));
        Assert.Equal(["invoice", "Grüße"], await SubjectsAsync(new { has_attachment = false }));
        Assert.Equal(3, (await SubjectsAsync(new { unread = true, flagged = false, before = tomorrow })).Count);
        Assert.Empty(await SubjectsAsync(new { since = tomorrow }));
        Assert.Empty(await SubjectsAsync(new { unread = false }));
        Assert.Empty(await SubjectsAsync(new { folder = "Sent" }));

        async Task<IReadOnlyList<string?>> SubjectsAsync(object search) => [.. (await mailbox.SearchAsync(search)).Select(message => message.GetProperty("subject").GetString())];
    }

    [Fact]
    public async Task Pages_follow_each_other_although_mail_arrives_between_them()
    {
        var mailbox = await gateway.MailboxAsync();
        foreach (var number in Enumerable.Range(1, 5))
        {
            await mailbox.DeliverAsync(Messages.Plain("a@example.test", $"number {number}", "x"));
        }

        var first = await mailbox.CallAsync("email_search_messages", new { limit = 2 });
        await mailbox.DeliverAsync(Messages.Plain("a@example.test", "number 6", "x"));
        var second = await mailbox.CallAsync("email_search_messages", new { limit = 2, cursor = Cursor(first) });
        var third = await mailbox.CallAsync("email_search_messages", new { limit = 2, cursor = Cursor(second) });

        Assert.Equal(["number 5", "number 4"], Subjects(first));
        Assert.Equal(["number 3", "number 2"], Subjects(second));
        Assert.Equal(["number 1"], Subjects(third));
        Assert.All((JsonElement[])[first, second, third], page => Assert.Equal(5, page.GetProperty("total").GetInt64()));
        Assert.False(third.TryGetProperty("next_cursor", out _));
        Assert.StartsWith("invalid_argument: `cursor` is not one this tool gave", await mailbox.FailureAsync("email_search_messages", new { limit = 3, cursor = Cursor(first) }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folders_are_told_with_what_they_are_for()
    {
        var mailbox = await gateway.MailboxAsync();
        await mailbox.DeliverAsync(Messages.Mixed);

        var folders = (await mailbox.CallAsync("email_list_folders", new { })).GetProperty("folders").EnumerateArray().ToList();

        Assert.Equal(["inbox", "drafts", "sent", "trash"], folders.Select(folder => folder.GetProperty("role").GetString()));
        Assert.Equal((1, 1), (folders[0].GetProperty("messages").GetInt32(), folders[0].GetProperty("unread").GetInt32()));
    }

    [Theory]
    [InlineData("""{"since":"yesterday!"}""", "invalid_argument: `since` must be a day as YYYY-MM-DD, for example 2026-11-01.")]
    [InlineData("""{"from":"a\r\nx1 DELETE INBOX"}""", "invalid_argument: `from`: must be one line")]
    [InlineData("""{"folder":"No such folder"}""", "not_found: ")]
    [InlineData("""{"folder":"IN\r\nBOX"}""", "not_found: There is no such folder. List the folders and take a name from there.")]
    [InlineData("""{"limit":1000}""", "invalid_argument: `limit` must be from 1 to 100.")]
    public async Task A_search_that_cannot_be_made_says_why(string arguments, string says)
    {
        var mailbox = await gateway.MailboxAsync();

        Assert.StartsWith(says, await mailbox.FailureAsync("email_search_messages", JsonElement.Parse(arguments)), StringComparison.Ordinal);
    }

    private static string? Cursor(JsonElement page) => page.GetProperty("next_cursor").GetString();

    private static IEnumerable<string?> Subjects(JsonElement page) => page.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("subject").GetString());
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Squaremcp.Tests.Email.Tools;

/// <summary>The mailbox as imapflow sees it, another client of the same server, is the mailbox as our tools show it.</summary>
public sealed class ImapFlowTests(WatchedMailbox gateway) : IClassFixture<WatchedMailbox>
{
    private static readonly string[] Folders = ["INBOX", "Sent", "Drafts", WatchedMailbox.OwnFolder];

    public static TheoryData<string> Searches => [.. WatchedMailbox.Searches];

    [Fact]
    public async Task Folders_are_the_same_with_what_they_are_for_and_what_is_in_them()
    {
        var seen = await gateway.SeenAsync();

        var ours = await gateway.Mailbox.CallAsync("email_list_folders", new { });

        Assert.Equal(Lines(seen.GetProperty("folders")), Lines(ours.GetProperty("folders")));

        static IEnumerable<string> Lines(JsonElement folders) => folders.EnumerateArray()
            .Select(folder => $"{Text(folder, "name")} {Text(folder, "role")} {folder.GetProperty("searchable")} {Text(folder, "messages")} {Text(folder, "unread")}").Order(StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Searches))]
    public async Task The_same_search_finds_the_same_messages(string search)
    {
        var theirs = (await gateway.SeenAsync()).GetProperty("found")[WatchedMailbox.Searches.Index().Single(one => one.Item == search).Index];
        var criteria = JsonSerializer.Deserialize<Dictionary<string, object>>(search)!;
        criteria["limit"] = 100;

        var ours = await gateway.Mailbox.SearchAsync(criteria);

        Assert.Equal(theirs.EnumerateArray().Select(uid => uid.GetInt64()).OrderDescending(), ours.Select(Uid));
    }

    [Fact]
    public async Task Searches_find_some_and_leave_out_some()
    {
        var found = (await gateway.SeenAsync()).GetProperty("found").EnumerateArray().Select(uids => uids.GetArrayLength()).ToList();

        Assert.InRange(found.Count(count => count == 0), 1, 4);
        Assert.InRange(found.Distinct().Count(), 6, found.Count);
    }

    [Fact]
    public async Task Numbers_flags_and_dates_are_the_same()
    {
        var seen = await gateway.SeenAsync();
        foreach (var folder in Folders)
        {
            var validity = seen.GetProperty("folders").EnumerateArray().Single(one => Text(one, "name") == folder).GetProperty("uid_validity").GetString();
            var theirs = seen.GetProperty("messages").GetProperty(folder).EnumerateArray().Select(message => Line(
                $"{folder}/{validity}/{message.GetProperty("uid")}",
                [.. message.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()!)],
                message.GetProperty("received_at").GetString()!,
                message.GetProperty("size").GetInt64()));

            var ours = await gateway.Mailbox.SearchAsync(new { folder, limit = 100 });

            Assert.Equal(theirs.Reverse(), ours.Select(message => Line(
                message.GetProperty("id").GetString()!,
                [.. (string[])(message.GetProperty("unread").GetBoolean() ? [] : ["\\Seen"]), .. (string[])(message.GetProperty("flagged").GetBoolean() ? ["\\Flagged"] : []), .. (string[])(message.GetProperty("answered").GetBoolean() ? ["\\Answered"] : [])],
                message.GetProperty("received_at").GetString()!,
                message.GetProperty("size_bytes").GetInt64())));
        }

        static string Line(string id, string[] flags, string received, long size) =>
            $"{id} {string.Join(' ', flags.Where(flag => flag is "\\Seen" or "\\Flagged" or "\\Answered").Order(StringComparer.Ordinal))} {DateTimeOffset.Parse(received, CultureInfo.InvariantCulture).UtcDateTime:s} {size}";
    }

    [Fact]
    public async Task Messages_are_read_as_mailparser_reads_what_imapflow_fetches()
    {
        var seen = await gateway.SeenAsync();
        foreach (var folder in Folders)
        {
            var theirs = seen.GetProperty("messages").GetProperty(folder).EnumerateArray().ToDictionary(message => message.GetProperty("uid").GetInt64(), message => message.GetProperty("said"));
            var ours = await gateway.Mailbox.SearchAsync(new { folder, limit = 100 });
            Assert.Equal(theirs.Keys.OrderDescending(), ours.Select(Uid));
            foreach (var found in ours)
            {
                var (read, said) = (await gateway.Mailbox.CallAsync("email_read_message", new { id = found.GetProperty("id").GetString() }), theirs[Uid(found)]);
                Assert.Equal(Boxes(said, "from"), Texts(read, "from"));
                Assert.Equal(Boxes(said, "to"), Texts(read, "to"));
                Assert.Equal(Boxes(said, "cc"), Texts(read, "cc"));
                Assert.Equal(Text(said, "subject"), Text(read, "subject"));
                Assert.Equal(Text(said, "id"), Text(read, "message_id"));
                Assert.Equal(DateTimeOffset.Parse(Text(said, "date"), CultureInfo.InvariantCulture), read.GetProperty("date").GetDateTimeOffset());
                Assert.Equal(Text(said, "text").TrimStart('\n').TrimEnd(), Text(read, "text").TrimEnd());
                Assert.Equal(said.GetProperty("files").EnumerateArray().Select(file => $"{Text(file, "name")} {Text(file, "type")} {file.GetProperty("inline")} {Text(file, "sha256")}"), await FilesAsync(read));
            }
        }
    }

    /// <summary>All attachments, saved.</summary>
    private async Task<IReadOnlyList<string>> FilesAsync(JsonElement read)
    {
        var files = new List<string>();
        foreach (var file in read.GetProperty("attachments").EnumerateArray())
        {
            var saved = (await gateway.Mailbox.CallAsync("email_read_message", new { id = Text(read, "id"), save_attachment = Text(file, "part") })).GetProperty("saved");
            var content = await gateway.Files.ContentAsync(gateway.CustomerId, Text(saved, "file"));
            files.Add($"{Text(file, "name")} {Text(file, "media_type")} {file.GetProperty("inline")} {Convert.ToHexStringLower(SHA256.HashData(content))}");
        }

        return files;
    }

    private static long Uid(JsonElement found) => long.Parse(found.GetProperty("id").GetString()!.Split('/')[^1], CultureInfo.InvariantCulture);

    private static string Text(JsonElement owner, string name) => owner.TryGetProperty(name, out var value) ? value.ToString() : "";

    private static IEnumerable<string> Texts(JsonElement owner, string name) => owner.GetProperty(name).EnumerateArray().Select(one => one.GetString()!);

    private static IEnumerable<string> Boxes(JsonElement said, string name) =>
        said.GetProperty(name).EnumerateArray().Select(box => box[0].GetString() is { Length: > 0 } known ? $"{known} <{box[1].GetString()}>" : box[1].GetString()!);
}

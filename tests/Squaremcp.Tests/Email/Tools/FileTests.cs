using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Squaremcp.Tests.Email.Tools;

/// <summary>Attachments as customers have them: uploaded, sent, received, kept, downloaded, gone. And whom a message may reach at all.</summary>
public sealed class FileTests(FileGateway gateway) : IClassFixture<FileGateway>
{
    [Fact]
    public async Task A_file_goes_from_upload_to_download_through_two_mailboxes_unchanged()
    {
        var (sender, recipient) = (await gateway.MailboxAsync(), await gateway.MailboxAsync());
        var content = Enumerable.Range(0, 3_000_000).Select(number => (byte)(number * 31 / 7)).ToArray();

        var uploaded = await UploadAsync(content);
        await sender.CallAsync("email_send_email", new { to = (string[])[recipient.Address], subject = "three megabytes", text = "here", attachments = (string[])[uploaded] });
        var read = await recipient.ReadOnlyOneAsync();
        var part = Assert.Single(read.GetProperty("attachments").EnumerateArray());
        var kept = (await recipient.CallAsync("email_read_message", new { id = read.GetProperty("id").GetString(), save_attachment = part.GetProperty("part").GetString() })).GetProperty("saved");

        Assert.NotEqual(uploaded, kept.GetProperty("file").GetString());
        Assert.Equal(content.Length, kept.GetProperty("size_bytes").GetInt64());
        Assert.Equal(content, await DownloadAsync(kept.GetProperty("file").GetString()!));
    }

    [Fact]
    public async Task An_attachment_that_was_deleted_is_told_and_nothing_is_sent()
    {
        var sender = await gateway.MailboxAsync();
        var uploaded = await UploadAsync([1, 2, 3]);
        await gateway.RestAsync(HttpMethod.Delete, $"/api/v1/files/{uploaded}", gateway.Key);

        Assert.StartsWith(
            "not_found: `attachments[0]`: there is no such file, or not any more: files are kept for a day.",
            await sender.FailureAsync("email_send_email", new { to = (string[])["a@example.test"], subject = "s", text = "x", attachments = (string[])[uploaded] }),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_first_message_to_a_stranger_is_held_where_the_policy_says_so_and_a_second_is_not()
    {
        var (sender, known, stranger) = (await gateway.MailboxAsync(), await gateway.MailboxAsync(), await gateway.MailboxAsync());
        await sender.CallAsync("email_send_email", Letter(known.Address));
        await PutPolicyAsync(new { hold_new_recipients = true });
        try
        {
            var held = await sender.FailureAsync("email_send_email", Letter(known.Address, $"Stranger <{stranger.Address}>"));
            await sender.CallAsync("email_send_email", Letter($"Known <{known.Address.ToUpper(CultureInfo.InvariantCulture)}>"));

            Assert.StartsWith($"refused (policy_new_recipient): This would be the first message to {stranger.Address}", held, StringComparison.Ordinal);
            Assert.Empty(await stranger.SearchAsync());
        }
        finally
        {
            await PutPolicyAsync(new { hold_new_recipients = false });
        }
    }

    private static object Letter(params string[] to) => new { to, subject = Guid.NewGuid().ToString(), text = "x" };

    private async Task<string> UploadAsync(byte[] content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/files?name=report.bin") { Content = new ByteArrayContent(content) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        request.Headers.Add("x-api-key", gateway.Key);
        using var answer = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonElement.Parse(text).GetProperty("id").GetString()!;
    }

    private async Task<byte[]> DownloadAsync(string file)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/files/{file}");
        request.Headers.Add("x-api-key", gateway.Key);
        using var answer = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    private async Task PutPolicyAsync(object policy)
    {
        using var read = new HttpRequestMessage(HttpMethod.Get, "/api/v1/policy");
        read.Headers.Add("x-api-key", gateway.Key);
        using var now = await gateway.Http.SendAsync(read, TestContext.Current.CancellationToken);
        using var put = new HttpRequestMessage(HttpMethod.Put, "/api/v1/policy") { Content = new StringContent(JsonSerializer.Serialize(policy), MediaTypeHeaderValue.Parse("application/json")) };
        put.Headers.Add("x-api-key", gateway.Key);
        put.Headers.TryAddWithoutValidation("If-Match", now.Headers.ETag!.ToString());
        using var answer = await gateway.Http.SendAsync(put, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}

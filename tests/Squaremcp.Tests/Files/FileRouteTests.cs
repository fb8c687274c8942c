using System.Text;
using Squaremcp.Tests.Api;
using Squaremcp.Tests.Mcp;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Files;

public sealed class FileRouteTests(McpGateway gateway) : IClassFixture<McpGateway>
{
    private const string Boundary = "a-boundary";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_is_uploaded_listed_downloaded_and_deleted_and_the_audit_tells_it()
    {
        var content = TestFile.Content(300_000);
        var uploaded = await gateway.UploadAsync(content, "text/csv; charset=utf-8", "?name=K%C3%A4ufe%202026.csv");
        var id = uploaded.Id();

        Assert.Equal(("Käufe 2026.csv", "text/csv", 300_000, TestFile.Sha256(content)), (Text("name"), Text("media_type"), uploaded.Body.GetProperty("size_bytes").GetInt32(), Text("sha256")));
        Assert.InRange(uploaded.Body.GetProperty("expires_at").GetDateTimeOffset() - TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(23.9), TimeSpan.FromHours(24));
        var list = (await gateway.CallAsync("GET", "/api/v1/files")).Body;
        Assert.Equal(uploaded.Body.GetRawText(), list.GetProperty("files").EnumerateArray().Single(file => file.GetProperty("id").GetString() == id).GetRawText());
        Assert.True(list.GetProperty("used_bytes").GetInt64() >= 300_000);

        var file = await gateway.DownloadAsync(id);
        Assert.Equal((200, "text/csv", 300_000), (file.Status, file.Headers.ContentType!.ToString(), file.Headers.ContentLength));
        Assert.Equal(content, file.Content);
        Assert.Equal(("attachment", "Käufe 2026.csv"), (file.Headers.ContentDisposition!.DispositionType, file.Headers.ContentDisposition.FileNameStar));
        Assert.Equal(("nosniff", true), (file.Answer.GetValues("X-Content-Type-Options").Single(), file.Answer.CacheControl!.NoStore));
        Assert.Contains("sandbox", file.Answer.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);

        Assert.Equal(204, (await gateway.CallAsync("DELETE", $"/api/v1/files/{id}")).Status);
        Assert.Equal(404, (await gateway.CallAsync("DELETE", $"/api/v1/files/{id}")).Status);
        Assert.Equal(404, (await gateway.DownloadAsync(id)).Status);
        var audit = (await gateway.CallAsync("GET", $"/api/v1/audit?target={id}")).Body.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("action").GetString());
        Assert.Equal(["file.delete", "file.create"], audit);
        Assert.True((await gateway.CallAsync("GET", "/api/v1/audit/verify")).Body.GetProperty("ok").GetBoolean());

        string? Text(string member) => uploaded.Body.GetProperty(member).GetString();
    }

    [Theory]
    [InlineData("", null, "file")]
    [InlineData("", "attachment; filename=\"plan.pdf\"", "plan.pdf")]
    [InlineData("", "attachment; filename=\"plan.pdf\"; filename*=UTF-8''Pl%C3%A4ne.pdf", "Pläne.pdf")]
    [InlineData("?name=own.pdf", "attachment; filename=plan.pdf", "own.pdf")]
    [InlineData("?name=..%2F..%2Fetc%2Fpasswd", null, "passwd")]
    [InlineData("?name=C%3A%5Cplan%0D%0A.pdf", null, "plan.pdf")]
    [InlineData("?name=", null, "file")]
    [InlineData("", "nonsense;;", "file")]
    public async Task A_file_has_a_name_and_never_a_path(string query, string? disposition, string name) =>
        Assert.Equal(name, (await gateway.UploadAsync([1], query: query, disposition: disposition)).Body.GetProperty("name").GetString());

    [Theory]
    [InlineData(null, "application/octet-stream")]
    [InlineData("application/x-www-form-urlencoded", "application/octet-stream")]
    [InlineData("image/PNG", "image/png")]
    [InlineData("application/ld+json", "application/ld+json")]
    public async Task Any_media_type_is_taken_as_bytes(string? contentType, string mediaType) =>
        Assert.Equal(mediaType, (await gateway.UploadAsync("{}"u8.ToArray(), contentType)).Body.GetProperty("media_type").GetString());

    [Fact]
    public async Task A_form_with_one_file_is_that_file()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(TestFile.Content(200_000)) { Headers = { ContentType = new("image/png") } }, "file", "Bild ä.png" } };
        var uploaded = await gateway.SendAsync(form);

        Assert.Equal(("Bild ä.png", "image/png"), (uploaded.Body.GetProperty("name").GetString(), uploaded.Body.GetProperty("media_type").GetString()));
        Assert.Equal(TestFile.Content(200_000), (await gateway.DownloadAsync(uploaded.Id())).Content);
    }

    [Theory]
    [InlineData("--a-boundary\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a\"\r\n\r\n1\r\n--a-boundary\r\nContent-Disposition: form-data; name=\"b\"; filename=\"b\"\r\n\r\n2\r\n--a-boundary--\r\n", "one file and nothing else")]
    [InlineData("--a-boundary\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--a-boundary--\r\n", "one file and nothing else")]
    [InlineData("--a-boundary--\r\n", "one file and nothing else")]
    [InlineData("--a-boundary\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a\"\r\n\r\n\r\n--a-boundary--\r\n", "empty")]
    [InlineData("--a-boundary\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a\"\r\n\r\n1", "cannot be read")]
    [InlineData("nonsense", "cannot be read")]
    public async Task A_form_of_another_shape_is_told_so_and_nothing_is_kept(string form, string says)
    {
        var before = await CountAsync();
        var answer = await gateway.UploadAsync(Encoding.UTF8.GetBytes(form), $"multipart/form-data; boundary={Boundary}");

        Assert.Equal(400, answer.Status);
        Assert.Contains(says, answer.Says(), StringComparison.Ordinal);
        Assert.Equal(before, await CountAsync());
    }

    [Theory]
    [InlineData("multipart/form-data", 400, "boundary")]
    [InlineData("not a type", 400, "no media type")]
    public async Task A_content_type_that_says_nothing_is_refused(string contentType, int status, string says)
    {
        var answer = await gateway.UploadAsync([1], contentType);

        Assert.Equal(status, answer.Status);
        Assert.Contains(says, answer.Says(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_encoded_body_is_refused()
    {
        using var body = new ByteArrayContent([1]) { Headers = { ContentEncoding = { "gzip" } } };

        Assert.Contains("415 Send the file without Content-Encoding", (await gateway.SendAsync(body)).Says(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_empty_file_is_refused(bool hasLength)
    {
        using var body = new Pieces(0, hasLength);

        Assert.Contains("400 The file is empty", (await gateway.SendAsync(body)).Says(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/v1/files/fil_none", 404, "no such file")]
    [InlineData("GET", "/api/v1/files/fil_01jd0000000000000000000000", 404, "no such file")]
    [InlineData("GET", "/api/v1/files/fil_01jd0000000000000000000000%2Fx", 404, "no such file")]
    [InlineData("DELETE", "/api/v1/files/fil_01jd0000000000000000000000", 404, "no such file")]
    [InlineData("PUT", "/api/v1/files", 405, "does not take that method")]
    [InlineData("POST", "/api/v1/files/fil_01jd0000000000000000000000", 405, "does not take that method")]
    [InlineData("DELETE", "/api/v1/files", 405, "does not take that method")]
    [InlineData("GET", "/api/v1/files?limit=0", 400, "from 1 to 200")]
    [InlineData("GET", "/api/v1/files?cursor=abc", 400, "`cursor`")]
    public async Task A_request_that_cannot_be_served_is_told_why(string method, string path, int status, string says)
    {
        var answer = await gateway.CallAsync(method, path);

        Assert.Equal((status, "application/problem+json"), (answer.Status, answer.MediaType));
        Assert.Contains(says, answer.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_key_or_with_one_that_only_reads_nothing_is_uploaded_or_deleted()
    {
        var id = (await gateway.UploadAsync([1])).Id();

        Assert.Equal(401, (await gateway.UploadAsync([1], key: "")).Status);
        Assert.Contains("403 This needs a key that may change things", (await gateway.UploadAsync([1], key: gateway.ReadOnlyKey)).Says(), StringComparison.Ordinal);
        Assert.Equal(403, (await gateway.CallAsync("DELETE", $"/api/v1/files/{id}", key: gateway.ReadOnlyKey)).Status);
        Assert.Equal([1], (await gateway.DownloadAsync(id, gateway.ReadOnlyKey)).Content);
        Assert.Equal(201, (await gateway.UploadAsync([1], key: gateway.ListKey)).Status);
    }

    [Fact]
    public async Task Another_customers_file_is_not_there()
    {
        var (_, eve) = await gateway.AnotherCustomerAsync();
        var id = (await gateway.UploadAsync([1, 2, 3])).Id();
        var hers = (await gateway.UploadAsync([4], key: eve)).Id();

        Assert.Equal(404, (await gateway.DownloadAsync(id, eve)).Status);
        Assert.Equal(404, (await gateway.CallAsync("DELETE", $"/api/v1/files/{id}", key: eve)).Status);
        Assert.Equal([hers], (await gateway.CallAsync("GET", "/api/v1/files", key: eve)).Body.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("id").GetString()));
        Assert.Equal([1, 2, 3], (await gateway.DownloadAsync(id)).Content);
    }

    [Fact]
    public async Task A_list_pages_newest_first()
    {
        var (_, key) = await gateway.AnotherCustomerAsync();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Insert(0, (await gateway.UploadAsync([1], key: key)).Id());
        }

        var seen = new List<string?>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await gateway.CallAsync("GET", $"/api/v1/files?limit=2{cursor}", key: key)).Body;
            seen.AddRange(page.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("id").GetString()));
            cursor = page.TryGetProperty("next_cursor", out var next) ? $"&cursor={next.GetString()}" : null;
        }

        Assert.Equal(ids.Order(StringComparer.Ordinal).Reverse(), seen);
    }

    [Fact]
    public async Task Erasing_a_customers_secrets_takes_its_files_along()
    {
        var (id, key) = await gateway.AnotherCustomerAsync();
        var file = (await gateway.UploadAsync([1], key: key)).Id();

        Assert.Equal(204, (await gateway.CallAsync("DELETE", $"/api/v1/admin/customers/{id}/secrets", key: McpGateway.AdminKey)).Status);
        Assert.Equal(404, (await gateway.DownloadAsync(file, key)).Status);
        Assert.Empty((await gateway.CallAsync("GET", "/api/v1/files", key: key)).Body.GetProperty("files").EnumerateArray());
    }

    private async Task<int> CountAsync() => (await gateway.CallAsync("GET", "/api/v1/files?limit=200")).Body.GetProperty("files").GetArrayLength();
}
